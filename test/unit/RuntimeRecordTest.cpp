//===- RuntimeRecordTest.cpp - Records, layouts, block sizes --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The runtime's pure parts: the checks of policy records against every
// truncation and every changed byte, register values, and size classes. What
// touches the machine is tested by the Runtime ring.
//
//===----------------------------------------------------------------------===//
#include "../../lib/Runtime/classes.h"
#include "../../lib/Runtime/policy.h"
#include "gtest/gtest.h"
#include <cerrno>
#include <cstring>
#include <vector>

namespace {

constexpr uint64_t R = KPKEYS_PERM_R, W = KPKEYS_PERM_W, X = KPKEYS_PERM_X;

struct Record {
  kpkeys_policy_record Head;
  kpkeys_policy_pkey Pkeys[2];
  kpkeys_policy_level Levels[2];
  kpkeys_policy_domain Domains[1];
  char Name[8], Default[8], Cred[8];
};
} // namespace

/// default: 0 rwx, 2 r; cred: 0 rwx, 2 rw.
static Record goodRecord() {
  Record Result = {};
  Result.Head.magic = KPKEYS_POLICY_MAGIC;
  Result.Head.version = KPKEYS_ABI_VERSION;
  Result.Head.target = KPKEYS_TARGET_PKU;
  Result.Head.size = sizeof(Record);
  Result.Head.num_pkeys = Result.Head.num_levels = 2;
  Result.Head.num_domains = 1;
  Result.Head.name = offsetof(Record, Name);
  Result.Pkeys[0] = {offsetof(Record, Default), 0};
  Result.Pkeys[1] = {offsetof(Record, Cred), 2};
  Result.Levels[0] = {offsetof(Record, Default), 0, 0, (R | W | X) | R << 8};
  Result.Levels[1] = {offsetof(Record, Cred), 0, 0, (R | W | X) | (R | W) << 8};
  Result.Domains[0] = {offsetof(Record, Cred), 2, 1, 0};
  std::strcpy(Result.Name, "p.yaml");
  std::strcpy(Result.Default, "default");
  std::strcpy(Result.Cred, "cred");
  return Result;
}

static const char *bytes(const Record &R) {
  return reinterpret_cast<const char *>(&R);
}

static const char *check(const Record &R, kpk_policy &Policy) {
  return kpk_record_check(bytes(R), sizeof R, &Policy);
}

namespace {

TEST(RuntimeRecord, GoodRecordIsRead) {
  Record Good = goodRecord();
  kpk_policy Policy;
  ASSERT_EQ(check(Good, Policy), nullptr);
  EXPECT_STREQ(kpk_string(&Policy, Policy.record->name), "p.yaml");
  EXPECT_EQ(kpk_domain_index(&Policy, "cred"), 0);
  EXPECT_EQ(kpk_domain_index(&Policy, "default"), -1);
  EXPECT_EQ(kpk_domain_index(&Policy, nullptr), -1);
  EXPECT_EQ(kpk_level_index(&Policy, "cred"), 1);
  EXPECT_EQ(kpk_level_index(&Policy, "none"), -1);
  EXPECT_STREQ(kpk_pkey_name(&Policy, 2), "cred");
  EXPECT_EQ(kpk_pkey_name(&Policy, 1), nullptr);
}

/// The rest of the buffer is never read: it is not there (ASan tells).
TEST(RuntimeRecord, EveryTruncationIsRefused) {
  Record Good = goodRecord();
  for (size_t Size = 0; Size < sizeof Good; ++Size) {
    std::vector<uint64_t> Copy((Size + 7) / 8);
    if (Size)
      std::memcpy(Copy.data(), &Good, Size);
    kpk_policy Policy;
    const char *At = reinterpret_cast<const char *>(Copy.data());
    EXPECT_STREQ(kpk_record_check(At, Size, &Policy), "it is truncated");
  }
}

/// Whatever one byte says, either the record is refused or all that was read
/// from it lies inside.
TEST(RuntimeRecord, EveryChangedByteIsHarmless) {
  unsigned Refused = 0;
  for (size_t At = 0; At < sizeof(Record); ++At)
    for (unsigned Value = 0; Value < 256; ++Value) {
      Record Changed = goodRecord();
      reinterpret_cast<unsigned char *>(&Changed)[At] =
          static_cast<unsigned char>(Value);
      kpk_policy Policy;
      if (check(Changed, Policy)) {
        ++Refused;
        continue;
      }
      size_t Strings = std::strlen(kpk_string(&Policy, Changed.Head.name));
      for (unsigned I = 0; I < Changed.Head.num_levels; ++I)
        Strings += std::strlen(kpk_string(&Policy, Policy.levels[I].name));
      EXPECT_LT(Strings, 3 * sizeof Changed);
      EXPECT_LT(Policy.domains[0].write_level, Policy.record->num_levels);
    }
  EXPECT_GT(Refused, 10000u);
}

TEST(RuntimeRecord, MisalignedIsRefused) {
  alignas(8) char Buffer[sizeof(Record) + 8];
  Record Good = goodRecord();
  std::memcpy(Buffer + 4, &Good, sizeof Good);
  kpk_policy Policy;
  EXPECT_NE(kpk_record_check(Buffer + 4, sizeof Good, &Policy), nullptr);
}

TEST(RuntimeRecord, TwoEqualRecordsAreOnePolicy) {
  Record Two[2] = {goodRecord(), goodRecord()};
  kpk_policy Policy;
  EXPECT_EQ(kpk_policy_read(bytes(Two[0]), bytes(Two[0]) + sizeof Two, &Policy),
            0);
  EXPECT_EQ(Policy.record, &Two[0].Head);
}

TEST(RuntimeRecord, DisagreeingRecordsAreRefused) {
  Record Two[2] = {goodRecord(), goodRecord()};
  Two[1].Head.digest[15] = 1;
  kpk_policy Policy;
  testing::internal::CaptureStderr();
  EXPECT_EQ(kpk_policy_read(bytes(Two[0]), bytes(Two[0]) + sizeof Two, &Policy),
            EINVAL);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("different policies"),
            std::string::npos);
}

TEST(RuntimeLayout, LevelsBecomeRegisterValues) {
  Record Good = goodRecord();
  kpk_policy Policy;
  ASSERT_EQ(check(Good, Policy), nullptr);
  EXPECT_EQ(kpk_managed_mask(&Policy, KPK_LAYOUT_X86), 0x33u);
  EXPECT_EQ(kpk_level_value(&Policy, KPK_LAYOUT_X86, 0), 0x20u);
  EXPECT_EQ(kpk_level_value(&Policy, KPK_LAYOUT_X86, 1), 0x00u);
  EXPECT_EQ(kpk_managed_mask(&Policy, KPK_LAYOUT_OVERLAY), 0xf0fu);
  EXPECT_EQ(kpk_level_value(&Policy, KPK_LAYOUT_OVERLAY, 0), 0x107u);
  EXPECT_EQ(kpk_level_value(&Policy, KPK_LAYOUT_OVERLAY, 1), 0x507u);
}

TEST(RuntimeLayout, OwnedManagesTheWholeRegister) {
  Record Owned = goodRecord();
  Owned.Head.register_mode = KPKEYS_REGISTER_OWNED;
  kpk_policy Policy;
  ASSERT_EQ(check(Owned, Policy), nullptr);
  EXPECT_EQ(kpk_managed_mask(&Policy, KPK_LAYOUT_X86), UINT32_MAX);
  EXPECT_EQ(kpk_managed_mask(&Policy, KPK_LAYOUT_OVERLAY), UINT64_MAX);
}

TEST(RuntimeLayout, OpeningChangesOnePkeyOnly) {
  EXPECT_EQ(kpk_open_pkey(0x55555555u, KPK_LAYOUT_X86, 2), 0x55555545u);
  EXPECT_EQ(kpk_open_pkey(0xffffffffu, KPK_LAYOUT_X86, 0), 0xfffffffcu);
  EXPECT_EQ(kpk_open_pkey(0x1111u, KPK_LAYOUT_OVERLAY, 2), 0x1511u);
  EXPECT_EQ(kpk_open_pkey(0, KPK_LAYOUT_OVERLAY, 15), UINT64_C(5) << 60);
}

TEST(RuntimeClasses, EverySizeHasItsSmallestClass) {
  for (size_t Size = 1; Size <= KPK_MAX_SMALL; ++Size) {
    unsigned Class = kpk_class_of(Size);
    ASSERT_LT(Class, static_cast<unsigned>(KPK_NUM_CLASSES));
    ASSERT_GE(kpk_class_size(Class), Size);
    if (Class)
      ASSERT_LT(kpk_class_size(Class - 1), Size);
  }
}

TEST(RuntimeClasses, SizesKeepAlignment) {
  for (unsigned Class = 0; Class < KPK_NUM_CLASSES; ++Class)
    EXPECT_EQ(kpk_class_size(Class) % KPK_ALIGNMENT, 0u);
  EXPECT_EQ(kpk_class_size(KPK_NUM_CLASSES - 1), KPK_MAX_SMALL);
}

} // namespace
