// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What switches.c uses of QEMU's plugin interface, version 1 (QEMU 4.2 to 8.x),
// declared here because Debian's packages have no header for it.
#ifndef KPKEYS_PLUGIN_API_H
#define KPKEYS_PLUGIN_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t qemu_plugin_id_t;
typedef uint32_t qemu_plugin_meminfo_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;

typedef struct qemu_info {
  const char *target_name;
  struct {
    int min, cur;
  } version;
  bool system_emulation;
  struct {
    int smp_vcpus, max_vcpus;
  } system;
} qemu_info_t;

enum { QEMU_PLUGIN_CB_NO_REGS };
enum { QEMU_PLUGIN_MEM_W = 2 };

typedef void qemu_plugin_tb_callback(qemu_plugin_id_t, struct qemu_plugin_tb *);
typedef void qemu_plugin_udata_callback(unsigned, void *);
typedef void qemu_plugin_mem_callback(unsigned, qemu_plugin_meminfo_t, uint64_t,
                                      void *);
typedef void qemu_plugin_exit_callback(qemu_plugin_id_t, void *);

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t,
                                           qemu_plugin_tb_callback *);
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *,
                                          qemu_plugin_udata_callback *, int,
                                          void *);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *,
                                            qemu_plugin_udata_callback *, int,
                                            void *);
void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *,
                                      qemu_plugin_mem_callback *, int, int,
                                      void *);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t,
                                    qemu_plugin_exit_callback *, void *);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *,
                                                 size_t);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *);

// QEMU calls it first.
int qemu_plugin_install(qemu_plugin_id_t, const qemu_info_t *, int, char **);
extern int qemu_plugin_version;

#endif
