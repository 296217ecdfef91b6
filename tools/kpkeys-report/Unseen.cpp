//===- Unseen.cpp - Code that the plugin does not see ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A unit that holds nothing protected has the same bytes with the plugin and
// without: which ones it has compiled is not in the objects, but in the
// commands of the build.
//
//===----------------------------------------------------------------------===//
#include "Unseen.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace llvm::object;

namespace kpkeys {

namespace {
struct Command {
  std::string File, Line;
  std::vector<std::string> Arguments;

  // NOLINTNEXTLINE(llvm-prefer-static-over-anonymous-namespace)
  friend bool fromJSON(const json::Value &V, Command &C, json::Path P) {
    json::ObjectMapper O(V, P);
    return O && O.map("file", C.File) && O.mapOptional("command", C.Line) &&
           O.mapOptional("arguments", C.Arguments);
  }
};
} // namespace

/// The plugin by its name, or by its options if it was renamed.
static bool loadsPlugin(StringRef Text) {
  return (Text.contains("KpkeysClang-") ||
          Text.contains("-fplugin-arg-kpkeys-")) &&
         !Text.contains("-fplugin-arg-kpkeys-mode=audit");
}

Error addCommands(const std::string &Path, Report &R) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer = MemoryBuffer::getFile(Path);
  if (!Buffer)
    return createFileError(Path, Buffer.getError());
  auto All = json::parse<std::vector<Command>>((*Buffer)->getBuffer(),
                                               "compile_commands");
  if (!All)
    return createFileError(Path, All.takeError());
  for (const Command &C : *All) {
    StringRef Extension = sys::path::extension(C.File);
    if (Extension == ".S" || Extension == ".s")
      R.Unseen.push_back({Path, C.File, "assembly"});
    else if (!loadsPlugin(C.Line + " " + join(C.Arguments, " ")))
      R.Unseen.push_back({Path, C.File, "compiled without the plugin"});
  }
  return Error::success();
}

void addRunTimeCode(const ELFObjectFileBase &File, const std::string &Input,
                    Report &R) {
  static const StringMap<StringLiteral> Known = {
      {"bpf_int_jit_compile", "makes machine code at run time"},
      {"execmem_alloc", "gives memory for code that is loaded or made at run "
                        "time"},
      {"__efi_call", "calls firmware"}};
  for (const ELFSymbolRef Symbol : File.symbols()) {
    // A weak one does nothing, and is here because no other one is.
    if (Symbol.getBinding() == ELF::STB_WEAK)
      continue;
    Expected<StringRef> Name = Symbol.getName();
    if (!Name) {
      consumeError(Name.takeError());
      continue;
    }
    if (auto It = Known.find(*Name); It != Known.end())
      R.Unseen.push_back({Input, Name->str(), It->second.str()});
  }
}

} // namespace kpkeys
