//===- Unwinder.cpp - Callers of a stopped thread -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// elfutils does it: the thread is stopped by this process, which it reads
// registers and stack of.
//
//===----------------------------------------------------------------------===//
#include "Unwinder.h"
#include <elfutils/libdwfl.h>

namespace kpkeys {

static constexpr size_t MaxFrames = 64;

/// Call frame information is in the file itself; nothing else is looked for.
static int noDebugFile(Dwfl_Module *, void **, const char *, Dwarf_Addr,
                       const char *, const char *, GElf_Word, char **) {
  return -1;
}

static Dwfl_Callbacks callbacks() {
  Dwfl_Callbacks C{};
  C.find_elf = dwfl_linux_proc_find_elf;
  C.find_debuginfo = noDebugFile;
  return C;
}

void Unwinder::close() {
  if (Session)
    dwfl_end(Session);
  Session = nullptr;
}

bool Unwinder::open() {
  static const Dwfl_Callbacks Callbacks = callbacks();
  close();
  Session = dwfl_begin(&Callbacks);
  if (!Session)
    return false;
  if (dwfl_linux_proc_report(Session, Pid) == 0 &&
      dwfl_report_end(Session, nullptr, nullptr) == 0 &&
      dwfl_linux_proc_attach(Session, Pid, /*assume_ptrace_stopped=*/true) == 0)
    return true;
  close();
  return false;
}

static int addFrame(Dwfl_Frame *Frame, void *Out) {
  auto &Addresses = *static_cast<std::vector<uint64_t> *>(Out);
  Dwarf_Addr PC;
  bool IsActivation;
  if (!dwfl_frame_pc(Frame, &PC, &IsActivation) ||
      Addresses.size() >= MaxFrames)
    return DWARF_CB_ABORT;
  Addresses.push_back(IsActivation ? PC : PC - 1);
  return DWARF_CB_OK;
}

std::vector<uint64_t> Unwinder::frames(pid_t Tid, unsigned MapVersion) {
  std::vector<uint64_t> Addresses;
  if (!Session || MapVersion != Version) {
    Version = MapVersion;
    if (!open())
      return Addresses;
  }
  // It ends with an error where the information ends; what it found counts.
  dwfl_getthread_frames(Session, Tid, addFrame, &Addresses);
  return Addresses;
}

} // namespace kpkeys
