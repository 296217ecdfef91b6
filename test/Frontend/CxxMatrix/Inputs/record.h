// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The protected class of the C++ matrix test, and what a kind of write is.
//
// kinds.cpp is compiled with the plugin, and for the twin without it: then the
// attribute is empty and TWIN puts its static data into a section that the
// driver keys by hand.
#ifndef CXXMATRIX_RECORD_H
#define CXXMATRIX_RECORD_H

#include "kpkeys.h"
#include <array>
#include <atomic>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <new>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#define DOMAIN __kpkeys_protected("protected")
#define PAGE 4096

#ifdef TWIN
#define KEYED __attribute__((section("twin_keyed")))
#define Record TwinRecord // not the driver's inline functions
#else
#define KEYED
#endif

struct Point {
  int x, y;
};

// Not protected, with code of its own that writes it.
class Counter {
  int count = 0;
  mutable int looks = 0;

public:
  Counter() = default;
  explicit Counter(int n) : count(n) {}
  Counter(const Counter &other) : count(other.count) {}
  Counter &operator=(const Counter &other) {
    count = other.count;
    return *this;
  }
  ~Counter() { count = -1; }
  Counter &operator++() {
    ++count;
    return *this;
  }
  void add(int n) { count += n; }
  int value() const { return count; }
  int look() const { return ++looks; }
  int looked() const { return looks; }
};

struct Node {
  Node *next, *prev;
};

// Not protected; a base of a protected class.
struct Plain {
  int plain = 0;
  void setPlain(int v) { plain = v; }
  virtual void setVirtual(int v) { plain = v; }
  virtual ~Plain() = default;
};

class DOMAIN Record {
public:
  int a = 0, b = 0;
  unsigned bits : 5;
  int array[16] = {};
  Point point = {0, 0};
  Point points[4] = {};
  std::array<int, 8> arr = {};
  std::atomic<int> atom{0};
  Counter counter;
  Counter counters[3];
  Node link;
  void *pointer = nullptr;
  std::tuple<int, int> pair{0, 0};
  std::optional<int> maybe;
  std::variant<int, double> either{0};
  union {
    int word;
    unsigned char bytes[4];
  };
  std::vector<int> list;
  std::unique_ptr<int> owned;
  static int made;

  Record() : bits(0), word(0) { link.next = link.prev = &link; }
  explicit Record(int v) : a(v), b(v + 1), bits(v), counter(v), word(0) {
    array[1] = v;
    link.next = link.prev = &link;
  }
  Record(int v, int w) : Record(v) { b = w; }

  void set(int v) { a = v; }
  void setThis(int v) { this->b = v; }
  int &slot(int i) { return array[i]; }
  void throwing(int v) {
    a = v;
    if (v == 5)
      throw v;
    a = 1;
  }
  Record &self() { return *this; }
  int &operator[](int i) { return array[i]; }
  Record &operator+=(int v) {
    a += v;
    return *this;
  }
  template <class T> void put(T Record::*member, T v) { this->*member = v; }
  auto setter() {
    return [this](int v) { a = v; };
  }
  friend void befriend(Record &r, int v) { r.a = v; }
};

// Copied and moved by what the compiler makes.
struct DOMAIN Trivial {
  int a, b;
  int rest[6];
};

struct DOMAIN Copied {
  int a = 0;
  Counter counter;
  int rest[4] = {};
};

struct DOMAIN Derived : Plain {
  int own = 0;
  Derived() = default;
  explicit Derived(int v) : own(v) { plain = v; }
  void setVirtual(int v) override { own = v; }
};

struct Left : virtual Derived {
  int left = 0;
};
struct Right : virtual Derived {
  int right = 0;
};
struct Diamond : Left, Right {
  int bottom;
  explicit Diamond(int v) : Derived(v), bottom(v) {}
  ~Diamond() override { own = -bottom; }
};

template <class T> struct DOMAIN Box {
  T value{};
  constexpr Box() = default;
  constexpr explicit Box(T v) : value(v) {}
  constexpr void set(T v) { value = v; }
  template <class U> void convert(U v) { value = static_cast<T>(v); }
};

// Only some of it is protected.
struct Mixed {
  int open = 0;
  int shut DOMAIN = 0;
  Mixed() = default;
  explicit Mixed(int v) : open(v), shut(v) {}
};

// Whole pages, so that static data of this type shares them with nothing.
struct DOMAIN alignas(PAGE) Paged {
  Record record;
};

struct Kind {
  const char *name;
  void (*write)(void *place);
  bool (*check)(void *place);
  bool isRaw; // nothing has been constructed at the place
};
extern const Kind kinds[];
extern const unsigned numKinds;

#endif
