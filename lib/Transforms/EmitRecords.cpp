//===- EmitRecords.cpp - What an object tells the runtime -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Input:  a module with !kpkeys.config, perhaps a link guard; protected globals
// sit in
//         kpkeys_data_<domain> sections, where the front end put them.
// Output: the policy record, one region record per domain with globals, and
//         globals that fill whole pages:
//           __kpkeys_start.<domain>   empty, page aligned, before the others
//           ...the domain's globals...
//           __kpkeys_end.<domain>     empty, page aligned, after the others
//         so that keying the pages touches nothing else. ABI.h describes the
//         records.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/ABI.h"
#include "kpkeys/Analysis/ConfigAnalysis.h"
#include "kpkeys/Compat.h"
#include "kpkeys/IR/Diagnose.h"
#include "kpkeys/IR/LinkGuard.h"
#include "kpkeys/IR/ModuleConfig.h"
#include "kpkeys/Transforms/Passes.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/EndianStream.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;

namespace kpkeys {

/// The largest page size of the architecture's Linux ABI.
static Align pageAlign(const Module &M) {
  Triple T = moduleTriple(M);
  return Align(T.isAArch64() || T.isPPC64() ? 65536 : 4096);
}

namespace {
/// Serialises a policy as a kpkeys_policy_record.
class PolicyRecord {
  const ModuleConfig &Config;
  SmallString<512> Strings;
  size_t StringsOffset = 0;

  uint32_t string(StringRef S) {
    uint32_t Offset = StringsOffset + Strings.size();
    Strings += S;
    Strings.push_back('\0');
    return Offset;
  }

public:
  explicit PolicyRecord(const ModuleConfig &Config) : Config(Config) {}
  std::string bytes();
};
} // namespace

static uint64_t recordedPermissions(const Policy &Rules, const Level &L) {
  uint64_t Nibbles = 0;
  for (auto [K, Granted] : zip_equal(Rules.pkeys(), L.OfPkey))
    if (K.Index < 16)
      Nibbles |= uint64_t(Granted) << (4 * K.Index);
  return Nibbles;
}

std::string PolicyRecord::bytes() {
  const Policy &Rules = Config.Rules;
  StringsOffset = sizeof(kpkeys_policy_record) +
                  Rules.pkeys().size() * sizeof(kpkeys_policy_pkey) +
                  Rules.levels().size() * sizeof(kpkeys_policy_level) +
                  Rules.domains().size() * sizeof(kpkeys_policy_domain);
  uint32_t NameOffset = string(Rules.name());

  SmallString<1024> Tables;
  raw_svector_ostream TableStream(Tables);
  support::endian::Writer Table(TableStream, endianness::little);
  for (const Pkey &K : Rules.pkeys()) {
    Table.write<uint32_t>(string(K.Name));
    Table.write<uint32_t>(K.Index);
  }
  for (const Level &L : Rules.levels()) {
    Table.write<uint32_t>(string(L.Name));
    Table.write<uint16_t>(static_cast<uint16_t>(L.Restrictions));
    Table.write<uint16_t>(L.Index.value_or(0));
    Table.write<uint64_t>(recordedPermissions(Rules, L));
  }
  for (const Domain &D : Rules.domains()) {
    Table.write<uint32_t>(string(D.Name));
    Table.write<uint32_t>(Rules.pkeys()[D.Pkey].Index);
    Table.write<uint32_t>(D.WriteLevel);
    Table.write<uint32_t>(0);
  }
  while ((StringsOffset + Strings.size()) % 8 != 0)
    Strings.push_back('\0');

  std::string Record;
  raw_string_ostream Stream(Record);
  support::endian::Writer W(Stream, endianness::little);
  W.write<uint32_t>(KPKEYS_POLICY_MAGIC);
  W.write<uint16_t>(KPKEYS_ABI_VERSION);
  W.write<uint16_t>(static_cast<uint16_t>(Config.Target));
  W.write<uint32_t>(StringsOffset + Strings.size());
  W.write<uint16_t>(static_cast<uint16_t>(Rules.registerMode()));
  W.write<uint16_t>(Rules.pkeys().size());
  W.write<uint16_t>(Rules.levels().size());
  W.write<uint16_t>(Rules.domains().size());
  W.write<uint32_t>(NameOffset);
  for (uint8_t Byte : Rules.digest())
    W.write<uint8_t>(Byte);
  Stream.flush();
  assert(Record.size() == sizeof(kpkeys_policy_record));
  return Record + Tables.str().str() + Strings.str().str();
}

/// A COMDAT group per policy and target: a program with one policy holds one
/// record, a program with two shows both to kpkeys_init.
static void emitPolicyRecord(Module &M, const ModuleConfig &Config) {
  std::string Name = "__kpkeys_policy." + targetInfo(Config.Target).Name.str() +
                     "." + toHex(Config.Rules.digest(), /*LowerCase=*/true);
  if (M.getNamedGlobal(Name))
    return;
  Constant *Bytes = ConstantDataArray::getString(
      M.getContext(), PolicyRecord(Config).bytes(), /*AddNull=*/false);
  auto *Record =
      new GlobalVariable(M, Bytes->getType(), /*isConstant=*/true,
                         GlobalValue::LinkOnceODRLinkage, Bytes, Name);
  Record->setVisibility(GlobalValue::HiddenVisibility);
  Record->setComdat(M.getOrInsertComdat(Name));
  Record->setSection(KPKEYS_POLICY_SECTION);
  Record->setAlignment(Align(8));
  appendToUsed(M, {Record});
}

/// An empty page-aligned symbol at one end of \p Section.
static GlobalVariable *createEdge(Module &M, StringRef Name, StringRef Section,
                                  GlobalVariable *Before) {
  auto *Ty = ArrayType::get(Type::getInt8Ty(M.getContext()), 0);
  auto *Edge = new GlobalVariable(M, Ty, /*isConstant=*/false,
                                  GlobalValue::InternalLinkage,
                                  ConstantAggregateZero::get(Ty), Name, Before);
  Edge->setSection(Section);
  Edge->setAlignment(pageAlign(M));
  return Edge;
}

static void emitRegionRecord(Module &M, StringRef Domain, GlobalVariable *Start,
                             GlobalVariable *End) {
  LLVMContext &C = M.getContext();
  Constant *Text = ConstantDataArray::getString(C, Domain);
  auto *Name =
      new GlobalVariable(M, Text->getType(), true, GlobalValue::PrivateLinkage,
                         Text, "__kpkeys_name." + Domain);
  Name->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  auto *Ptr = PointerType::getUnqual(C);
  auto *Ty = StructType::get(Ptr, Ptr, Ptr);
  auto *Record = new GlobalVariable(M, Ty, true, GlobalValue::InternalLinkage,
                                    ConstantStruct::get(Ty, {Name, Start, End}),
                                    "__kpkeys_region." + Domain);
  Record->setSection(KPKEYS_REGIONS_SECTION);
  Record->setAlignment(Align(8));
  appendToUsed(M, {Record});
}

/// True if each of \p Domain's \p Globals, edges included, lies between a start
/// and its end. Linking modules that have edges may have changed the order.
static bool isClosed(StringRef Domain, ArrayRef<GlobalVariable *> Globals) {
  std::string Start = ("__kpkeys_start." + Domain).str();
  std::string End = ("__kpkeys_end." + Domain).str();
  // The linker of modules appends a number to names that are taken.
  auto Is = [](StringRef Name, StringRef Edge) {
    return Name.consume_front(Edge) && (Name.empty() || Name[0] == '.') &&
           Name.find_first_not_of(".0123456789") == StringRef::npos;
  };
  bool Inside = false;
  for (const GlobalVariable *G : Globals) {
    bool Starts = Is(G->getName(), Start), Ends = Is(G->getName(), End);
    if (Starts ? Inside : !Inside)
      return false;
    Inside = !Ends;
  }
  return !Inside;
}

/// Gives \p Domain's globals whole pages of their own.
static void closeRegion(Module &M, StringRef Domain,
                        ArrayRef<GlobalVariable *> Globals, bool MayBeSplit) {
  std::string Section = dataSectionName(Domain);
  std::string EndName = ("__kpkeys_end." + Domain).str();
  if (M.getNamedGlobal(EndName)) {
    if (!isClosed(Domain, Globals))
      reportError(M.getContext(),
                  "bitcode whose windows were placed when it was compiled has "
                  "been merged, and variables of domain '" +
                      Domain + "' are out of order; compile it with -flto");
    return;
  }
  for (GlobalVariable *G : Globals)
    if (G->hasComdat())
      reportError(M.getContext(),
                  "protected variable '" + demangle(G->getName()) +
                      "' may be defined in several objects and merged by the "
                      "linker; define it in one");
  GlobalVariable *Start = createEdge(M, ("__kpkeys_start." + Domain).str(),
                                     Section, &*M.global_begin());
  GlobalVariable *End = createEdge(M, EndName, Section, nullptr);
  // Sections with and without the retain flag are different sections of one
  // name: all of the domain's globals must carry it, or none lies between
  // the edges.
  SmallVector<GlobalValue *, 8> All(Globals.begin(), Globals.end());
  All.append({Start, End});
  appendToUsed(M, All);
  if (MayBeSplit) {
    // The members of a group stay in one object.
    Comdat *Group = M.getOrInsertComdat(("__kpkeys_group." + Domain).str());
    Group->setSelectionKind(Comdat::NoDeduplicate);
    for (GlobalValue *G : All)
      cast<GlobalVariable>(G)->setComdat(Group);
  }
  emitRegionRecord(M, Domain, Start, End);
}

PreservedAnalyses EmitRecordsPass::run(Module &M, ModuleAnalysisManager &AM) {
  if (!concernsUs(M))
    return PreservedAnalyses::all();
  std::shared_ptr<const ModuleConfig> Config = configOf(M, AM);
  if (!Config)
    return PreservedAnalyses::all();
  emitPolicyRecord(M, *Config);
  MapVector<StringRef, SmallVector<GlobalVariable *, 8>> Regions;
  for (GlobalVariable &G : M.globals())
    if (auto Domain = dataSectionDomain(G.getSection()))
      if (!G.isDeclaration())
        Regions[*Domain].push_back(&G);
  for (auto &[Domain, Globals] : Regions)
    closeRegion(M, Domain, Globals, MayBeSplit);
  removeLinkGuards(M);
  return PreservedAnalyses::none();
}

} // namespace kpkeys
