// Intent: each body is rewritten once, whenever code is generated for it, and
// constant evaluation goes on working.
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -std=c++20 -O0 -Rpass=kpkeys -plugin-arg-kpkeys windows=per-access -verify -emit-obj -o %t.o %s
struct __attribute__((kpkeys_protected("protected"))) record {
  int a = 0; // expected-remark {{window at level}}
  constexpr record() {}
  __attribute__((used)) void early() { a = 1; } // expected-remark {{window at level}}
  void late() { a = 1; } // expected-remark {{window at level}}
  void unused() { a = 1; }
  friend void befriended(record &r) { r.a = 1; } // expected-remark {{window at level}}
  constexpr int set(int v) {
    a = v; // expected-remark {{window at level}}
    return a;
  }
  struct nested {
    static void set(record &r) { r.a = 1; } // expected-remark {{window at level}}
  };
};
constexpr int evaluated() {
  record r;
  return r.set(3);
}
static_assert(evaluated() == 3);
int array[evaluated()];
constinit int initialised = evaluated();
consteval int immediate(int v) {
  record r;
  return r.set(v);
}
int asked() { return immediate(4); }
// Generated at once, and evaluated afterwards.
template <class T> constexpr int shown(T v, record *out = nullptr) {
  if (out)
    out->a = v; // expected-remark {{window at level}}
  return record().set(v);
}
template int shown<int>(int, record *);
static_assert(shown(5) == 5);

namespace outer {
extern "C" {
static void in_namespace(record &r) { r.a = 1; } // expected-remark {{window at level}}
}
} // namespace outer
template <class T> void instantiated(T &r) { r.a = 1; } // expected-remark {{window at level}}
template <> void instantiated(int &r) { r = 1; }
template <class T> struct of {
  void method(record &r) { r.a = 1; } // expected-remark {{window at level}}
};
record *pointer;
int dynamic = pointer->a = 1; // expected-remark {{window at level}}
auto global = [](record &r) { r.a = 1; }; // expected-remark {{window at level}}
void by_default(int v = pointer->a = 1);
// Instantiated where no declaration shows them.
template <class T, auto F = [](T *t) { t->a = 1; }> void by_value(T *t) { // expected-remark {{window at level}}
  F(t);
}
template <class T, class F = decltype([](T *t) { t->a = 1; })> struct by_type { // expected-remark {{window at level}}
  void go(T *t) { F()(t); }
};
template <class T> using by_alias = decltype([](T *t) { t->a = 1; }); // expected-remark {{window at level}}
template <class T> using generic = decltype([](auto *t) { // expected-remark@+1 {{window at level}}
  auto inner = [](T *t) { t->a = 1; };
  inner(t);
});
int number;

void uses(record &r) {
  r.late();
  befriended(r);
  r.set(1);
  record::nested::set(r);
  outer::in_namespace(r);
  instantiated(r);
  instantiated(number);
  of<int>().method(r);
  global(r);
  by_default(); // expected-remark {{window at level}}
  by_default(); // expected-remark {{window at level}}
  by_value(&r);
  by_type<record>().go(&r);
  by_alias<record>()(&r);
  generic<record>()(&r);
  auto local = [&] { r.a = 1; }; // expected-remark {{window at level}}
  local();
  struct inner {
    static void set(record &r) { r.a = 1; } // expected-remark {{window at level}}
  };
  inner::set(r);
  static int once = r.a = 1; // expected-remark {{window at level}}
  (void)once;
}
