//===- PolicyRecords.cpp - Reads the kpkeys_policy section ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every offset and count in a record is checked before it is used.
//
//===----------------------------------------------------------------------===//
#include "PolicyRecords.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"

using namespace llvm;

namespace kpkeys {

Error damaged(StringRef Section, uint64_t Offset, const Twine &Why) {
  return createStringError("section " + Section + ", record at offset " +
                           Twine(Offset) + ": " + Why);
}

namespace {
/// One record, and where in it the next field is read.
class RecordReader {
  StringRef Bytes;
  size_t Next = 0;

public:
  explicit RecordReader(StringRef Bytes) : Bytes(Bytes) {}
  /// Callers have made sure that there are as many bytes.
  template <typename T> T read() {
    T Value =
        support::endian::read<T, llvm::endianness::little>(Bytes.data() + Next);
    Next += sizeof(T);
    return Value;
  }
  void skip(size_t Count) { Next += Count; }
  /// The NUL-terminated string whose offset comes next; std::nullopt if it is
  /// not in the record.
  std::optional<std::string> readString() {
    uint32_t Offset = read<uint32_t>();
    StringRef Rest = Bytes.drop_front(std::min<size_t>(Offset, Bytes.size()));
    size_t Length = Rest.find('\0');
    if (Length == StringRef::npos)
      return std::nullopt;
    return Rest.take_front(Length).str();
  }
};
} // namespace

/// Reads the tables behind the head; false if a string or an index is wrong.
static bool readTables(RecordReader &R, PolicyInfo &P, unsigned NumPkeys,
                       unsigned NumLevels, unsigned NumDomains) {
  for (unsigned N = 0; N != NumPkeys; ++N) {
    std::optional<std::string> Name = R.readString();
    if (!Name)
      return false;
    P.Pkeys.push_back({*Name, R.read<uint32_t>()});
  }
  for (unsigned N = 0; N != NumLevels; ++N) {
    std::optional<std::string> Name = R.readString();
    if (!Name)
      return false;
    unsigned Restrictions = R.read<uint16_t>();
    unsigned Index = R.read<uint16_t>();
    P.Levels.push_back({*Name, Restrictions, Index, R.read<uint64_t>()});
  }
  for (unsigned N = 0; N != NumDomains; ++N) {
    std::optional<std::string> Name = R.readString();
    if (!Name)
      return false;
    unsigned Pkey = R.read<uint32_t>();
    P.Domains.push_back({*Name, Pkey, R.read<uint32_t>()});
    R.skip(sizeof(uint32_t));
    if (P.Domains.back().WriteLevel >= NumLevels)
      return false;
  }
  return true;
}

/// Reads the record at \p Offset of \p Section into \p P; returns its size.
static Expected<uint64_t> readPolicy(StringRef Section, uint64_t Offset,
                                     PolicyInfo &P) {
  auto Fail = [Offset](const Twine &Why) {
    return damaged(KPKEYS_POLICY_SECTION, Offset, Why);
  };
  StringRef Bytes = Section.drop_front(Offset);
  if (Bytes.size() < sizeof(kpkeys_policy_record))
    return Fail("it is cut off");
  RecordReader Head(Bytes);
  if (Head.read<uint32_t>() != KPKEYS_POLICY_MAGIC)
    return Fail("it does not begin as one");
  if (unsigned Version = Head.read<uint16_t>(); Version != KPKEYS_ABI_VERSION)
    return Fail("its version is " + Twine(Version) + ", and this tool reads " +
                Twine(KPKEYS_ABI_VERSION));
  unsigned Target = Head.read<uint16_t>();
  uint32_t Size = Head.read<uint32_t>();
  unsigned Mode = Head.read<uint16_t>();
  unsigned NumPkeys = Head.read<uint16_t>();
  unsigned NumLevels = Head.read<uint16_t>();
  unsigned NumDomains = Head.read<uint16_t>();
  uint64_t Tables = sizeof(kpkeys_policy_record) +
                    NumPkeys * sizeof(kpkeys_policy_pkey) +
                    NumLevels * sizeof(kpkeys_policy_level) +
                    NumDomains * sizeof(kpkeys_policy_domain);
  if (Size % 8 != 0 || Size > Bytes.size() || Tables > Size)
    return Fail("its size does not fit what it holds");
  if (targetName(Target).empty())
    return Fail("its target " + Twine(Target) + " is not known");
  if (Mode > KPKEYS_REGISTER_OWNED || NumLevels == 0)
    return Fail("it has no levels, or an unknown register mode");
  P.Target = kpkeys_target(Target);
  P.RegisterMode = kpkeys_register_mode(Mode);
  RecordReader R(Bytes.take_front(Size));
  R.skip(offsetof(kpkeys_policy_record, name));
  std::optional<std::string> Name = R.readString();
  if (!Name)
    return Fail("a name is not in it");
  P.Name = *Name;
  for (uint8_t &Byte : P.Digest)
    Byte = R.read<uint8_t>();
  if (!readTables(R, P, NumPkeys, NumLevels, NumDomains))
    return Fail("a name or a level is not in it");
  return Size;
}

Error readPolicies(StringRef Bytes, std::vector<PolicyInfo> &Policies) {
  for (uint64_t Offset = 0; Offset < Bytes.size();) {
    PolicyInfo P{};
    Expected<uint64_t> Size = readPolicy(Bytes, Offset, P);
    if (!Size)
      return Size.takeError();
    Offset += *Size;
    if (none_of(Policies, [&P](const PolicyInfo &Known) {
          return Known.Target == P.Target && Known.Digest == P.Digest;
        }))
      Policies.push_back(std::move(P));
  }
  return Error::success();
}

} // namespace kpkeys
