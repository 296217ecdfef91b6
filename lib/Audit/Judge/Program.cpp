//===- Program.cpp - The functions of all files, and who calls whom -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// As a linker has it: a strong function is taken and not the weak ones of its
// name; where several are left (files of different programs), each may be the
// one that is called. A call through a pointer may reach each function of the
// pointer's type whose address is taken in some file. A call that is checked by
// KCFI reaches only functions of its number, and those that have none.
//
//===----------------------------------------------------------------------===//
#include "Program.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include <map>

using namespace llvm;

namespace kpkeys::audit {

namespace {
using Candidates = SmallVector<Node *, 1>;

class Linker {
  std::deque<Node> &All;
  ArrayRef<Summary> Files;
  StringMap<Candidates> Global;
  std::vector<StringMap<Node *>> Own; ///< what a file's own calls reach
  std::vector<std::pair<Node *, size_t>> InFile;
  /// A function that is the same as another file's, whose node stands for both.
  struct Copy {
    Node *First;
    const Function *F;
    size_t File;
  };
  std::vector<Copy> Copies;
  // Calls through pointers, and what they may reach.
  StringMap<Node *> ByType;          ///< not checked: of LLVM's type
  std::map<uint64_t, Node *> ByKcfi; ///< checked: of KCFI's number
  StringMap<Node *> WithoutKcfi;     ///< functions, by LLVM's type
  SmallVector<StringRef, 2> Untyped; ///< of ByType: without a prototype

public:
  Linker(ArrayRef<Summary> Files, std::deque<Node> &All)
      : All(All), Files(Files), Own(Files.size()) {}
  void run() {
    chooseDefinitions();
    linkCalls();
    linkAddresses();
    linkUntyped();
  }

private:
  void chooseDefinitions();
  void define(const Symbol &S, const Function &F, size_t File,
              const StringSet<> &Strong, Node *&Made);
  void linkCalls();
  void linkAddresses();
  void linkUntyped();
  bool isCalled(StringRef Type) const;
  SmallVector<Node *, 2> callsOf(const Taken &T);
  Node &callsThrough(const Call &C);
  Node &nodeOf(Node *&Known);
  Node *add(const Function &F, size_t File);
  Candidates candidates(StringRef Name, size_t File) const;
};
} // namespace

/// A call of a function that is declared `f()`, without parameters: with no
/// argument, and how the type of one with arguments ends.
static constexpr StringLiteral AnyType = "(...)";
static constexpr StringLiteral AnyMore = "+";
/// Of calls in none of the files.
static constexpr StringLiteral Unseen = "";

static void connect(Node &From, Node *To, const Call *Site) {
  From.Callees.push_back({To, Site});
  if (To)
    To->Callers.push_back({&From, Site});
}

Node *Linker::add(const Function &F, size_t File) {
  All.push_back({&F, {}, {}});
  InFile.push_back({&All.back(), File});
  return &All.back();
}

/// The names of \p F.
static SmallVector<Symbol, 1> symbolsOf(const Function &F) {
  SmallVector<Symbol, 1> Names{{F.Name, F.Linkage}};
  Names.append(F.Aliases.begin(), F.Aliases.end());
  return Names;
}

void Linker::chooseDefinitions() {
  StringSet<> Strong;
  for (const Summary &File : Files)
    for (const Function &F : File.Functions)
      for (const Symbol &S : symbolsOf(F))
        if (S.Linkage == Linkage::Strong)
          Strong.insert(S.Name);
  for (const auto &[Number, File] : enumerate(Files))
    for (const Function &F : File.Functions) {
      Node *Made = nullptr;
      if (F.Linkage == Linkage::Same && Global.contains(F.Name) &&
          !Strong.contains(F.Name)) {
        Made = Global[F.Name].front();
        Copies.push_back({Made, &F, Number});
      }
      for (const Symbol &S : symbolsOf(F))
        define(S, F, Number, Strong, Made);
    }
}

/// Of a name of \p F, whose node is \p Made, or null if it has none yet.
void Linker::define(const Symbol &S, const Function &F, size_t File,
                    const StringSet<> &Strong, Node *&Made) {
  bool IsLocal = S.Linkage == Linkage::Local;
  bool IsStrong = S.Linkage == Linkage::Strong;
  if (!IsLocal && !IsStrong && Strong.contains(S.Name))
    return;
  if (S.Linkage == Linkage::Same && Global.contains(S.Name))
    return;
  if (!Made)
    Made = add(F, File);
  if (!IsLocal)
    Global[S.Name].push_back(Made);
  if (IsLocal || IsStrong)
    Own[File][S.Name] = Made;
}

Candidates Linker::candidates(StringRef Name, size_t File) const {
  if (Node *One = Own[File].lookup(Name))
    return {One};
  return Global.lookup(Name);
}

//===-- calls through pointers ----------------------------------------------//

Node &Linker::nodeOf(Node *&Known) {
  if (!Known) {
    All.push_back({nullptr, {}, {}});
    Known = &All.back();
  }
  return *Known;
}

Node &Linker::callsThrough(const Call &C) {
  if (!C.Kcfi) {
    StringRef Type = C.Type;
    Node *&Known = ByType[Type];
    if (!Known && (Type.ends_with(AnyType) || Type.ends_with(AnyMore)))
      Untyped.push_back(Type);
    return nodeOf(Known);
  }
  Node &Calls = nodeOf(ByKcfi[*C.Kcfi]);
  Node *Others = &nodeOf(WithoutKcfi[C.Type]);
  if (none_of(Calls.Callees, [=](const Edge &E) { return E.Other == Others; }))
    connect(Calls, Others, nullptr);
  return Calls;
}

/// True if a call without prototype, of type \p Untyped, may be of \p Type.
static bool mayBeOf(StringRef Untyped, StringRef Type) {
  return Untyped.ends_with(AnyType) ||
         (Untyped.consume_back(AnyMore) && Type.consume_back(")") &&
          Untyped == Type);
}

/// True if there are unchecked calls of functions of \p Type.
bool Linker::isCalled(StringRef Type) const {
  return ByType.contains(Type) || any_of(Untyped, [Type](StringRef Call) {
           return mayBeOf(Call, Type);
         });
}

/// The calls that may be of \p T.
SmallVector<Node *, 2> Linker::callsOf(const Taken &T) {
  SmallVector<Node *, 2> Calls;
  if (T.Type != Unseen && isCalled(T.Type))
    Calls.push_back(&nodeOf(ByType[T.Type]));
  Node *Checked = WithoutKcfi.lookup(T.Type);
  if (T.Kcfi) {
    auto Known = ByKcfi.find(*T.Kcfi);
    Checked = Known == ByKcfi.end() ? nullptr : Known->second;
  }
  if (Checked && T.Type != Unseen)
    Calls.push_back(Checked);
  if (Calls.empty())
    Calls.push_back(&nodeOf(ByType[Unseen]));
  return Calls;
}

void Linker::linkAddresses() {
  DenseSet<std::pair<Node *, Node *>> Done;
  for (const auto &[Number, File] : enumerate(Files))
    for (const Taken &T : File.Addresses)
      for (Node *Calls : callsOf(T))
        for (Node *Target : candidates(T.Name, Number))
          if (Done.insert({Calls, Target}).second)
            connect(*Calls, Target, nullptr);
}

void Linker::linkUntyped() {
  for (StringRef Type : Untyped)
    for (auto &Each : ByType)
      if (Each.first() != Type && Each.first() != Unseen &&
          mayBeOf(Type, Each.first()))
        connect(*ByType[Type], Each.second, nullptr);
}

//===-- calls by name -------------------------------------------------------//

void Linker::linkCalls() {
  for (auto [N, File] : InFile)
    for (const Call &C : N->F->Calls) {
      Candidates Targets = C.Callee.empty() ? Candidates{&callsThrough(C)}
                                            : candidates(C.Callee, File);
      if (Targets.empty()) {
        Targets.push_back(nullptr);
        for (const std::string &Passed : C.Functions)
          for (Node *Target : candidates(Passed, File))
            connect(nodeOf(ByType[Unseen]), Target, nullptr);
      }
      for (Node *Target : Targets)
        connect(*N, Target, &C);
    }
  // What a copy calls in its own file, only it does: functions of headers.
  for (const auto &[First, F, File] : Copies)
    for (const Call &C : F->Calls)
      if (Node *Target = Own[File].lookup(C.Callee))
        connect(*First, Target, &C);
}

Program::Program(ArrayRef<Summary> Files) {
  Linker(Files, All).run();
  findRoots();
}

//===-- who starts ----------------------------------------------------------//

namespace {
using Nodes = std::deque<Node>;

/// Goes along edges, each node once.
class Reach {
  SmallPtrSet<const Node *, 32> Seen;

public:
  bool contains(const Node &N) const { return Seen.contains(&N); }
  /// Calls \p Leave for each new node that \p From leads to, the farthest
  /// first.
  void go(Node &From, std::vector<Edge> Node::*Edges,
          function_ref<void(Node &)> Leave);
};
} // namespace

void Reach::go(Node &From, std::vector<Edge> Node::*Edges,
               function_ref<void(Node &)> Leave) {
  SmallVector<std::pair<Node *, size_t>, 32> Way;
  auto Enter = [&](Node *N) {
    if (N && Seen.insert(N).second)
      Way.push_back({N, 0});
  };
  Enter(&From);
  while (!Way.empty()) {
    auto &[N, Next] = Way.back();
    if (Next == (N->*Edges).size()) {
      Node &Done = *N;
      Way.pop_back();
      Leave(Done);
      continue;
    }
    Enter((N->*Edges)[Next++].Other);
  }
}

/// A root is what nobody calls, and where functions only call each other, each
/// of them that is called by none but those.
void Program::findRoots() {
  Reach FromRoots;
  for (Node &N : All) {
    N.IsRoot = all_of(N.Callers, [&N](const Edge &E) { return E.Other == &N; });
    if (N.IsRoot)
      FromRoots.go(N, &Node::Callees, [](Node &) {});
  }
  // Of those that are left, what ends last is called by none but its cycle.
  std::vector<Node *> Order;
  Reach Forward = FromRoots;
  for (Node &N : All)
    Forward.go(N, &Node::Callees, [&Order](Node &D) { Order.push_back(&D); });
  for (Node *N : reverse(Order)) {
    if (FromRoots.contains(*N))
      continue;
    Reach Cycle;
    Cycle.go(*N, &Node::Callers, [N](Node &Member) {
      Member.IsRoot = true;
      Member.Cycle = N;
    });
    FromRoots.go(*N, &Node::Callees, [](Node &) {});
  }
}

} // namespace kpkeys::audit
