/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Key register values.
 *
 * Pure functions from a policy's permissions to register values. Two layouts:
 * x86 (PKRU: AD at bit 2k, WD at bit 2k+1; Intel SDM vol. 3, 4.6.2) and
 * overlay (POR_EL0: nibble k holds R, X, W; Arm ARM). The sim backend uses the
 * overlay layout. Touches no register.
 */
#include "policy.h"

static uint64_t field(enum kpk_layout layout, unsigned pkey) {
  return layout == KPK_LAYOUT_X86 ? (uint64_t)3 << (2 * pkey)
                                  : (uint64_t)15 << (4 * pkey);
}

static uint64_t encode(enum kpk_layout layout, unsigned pkey,
                       unsigned permissions) {
  if (layout == KPK_LAYOUT_OVERLAY)
    return (uint64_t)permissions << (4 * pkey);
  uint64_t access_disable = !(permissions & KPKEYS_PERM_R);
  uint64_t write_disable = !(permissions & KPKEYS_PERM_W);
  return (access_disable | write_disable << 1) << (2 * pkey);
}

uint64_t kpk_managed_mask(const struct kpk_policy *p, enum kpk_layout layout) {
  if (p->record->register_mode == KPKEYS_REGISTER_OWNED)
    return layout == KPK_LAYOUT_X86 ? UINT32_MAX : UINT64_MAX;
  uint64_t mask = 0;
  for (unsigned i = 0; i < p->record->num_pkeys; ++i)
    mask |= field(layout, p->pkeys[i].index);
  return mask;
}

uint64_t kpk_level_value(const struct kpk_policy *p, enum kpk_layout layout,
                         unsigned level) {
  uint64_t value = 0;
  for (unsigned i = 0; i < p->record->num_pkeys; ++i) {
    unsigned pkey = p->pkeys[i].index;
    value |=
        encode(layout, pkey, p->levels[level].permissions >> (4 * pkey) & 15);
  }
  return value;
}

uint64_t kpk_open_pkey(uint64_t value, enum kpk_layout layout, unsigned pkey) {
  return (value & ~field(layout, pkey)) |
         encode(layout, pkey, KPKEYS_PERM_R | KPKEYS_PERM_W);
}
