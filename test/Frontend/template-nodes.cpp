// Intent: where nothing depends on a template's arguments, Clang gives each
// instantiation the template's own nodes. Instantiations whose code is generated
// at once, between others, do not spoil the template for those; all have windows.
// RUN: %kpkeys_cc1 -x c++ -std=c++17 -triple x86_64-linux-gnu -O0 -plugin-arg-kpkeys windows=per-access -Rpass=kpkeys -emit-obj -o %t.o -verify %s
struct __attribute__((kpkeys_protected("protected"))) cred { int uid; int list[4]; };
extern cred global;

template <class T> void write(T t) {
  global.uid = t;   // expected-remark 4 {{window at level}}
  global.uid = 1;   // expected-remark 4 {{window at level}}
  ++global.list[1]; // expected-remark 4 {{window at level}}
}
template void write<int>(int);
template void write<long>(long);
void implicitly() { write((short)1); }
template void write<char>(char);

template <class T> __attribute__((used)) void kept(T) {
  if (global.uid)
    global.uid = 1; // expected-remark 2 {{window at level}}
}
void use_kept() { kept(1), kept(2L); }

template <class T> int variable = (global.uid = sizeof(T)); // expected-remark 2 {{window at level}}
int use_variable() { return variable<int> + variable<long>; }

template <class T> struct object {
  static int member;
  object() { global.uid = 1; }   // expected-remark 2 {{window at level}}
  ~object() { global.uid = 2; }  // expected-remark 2 {{window at level}}
  void set() { global.uid = 3; } // expected-remark 2 {{window at level}}
};
template <class T> int object<T>::member = (global.uid = 4); // expected-remark 2 {{window at level}}
template struct object<int>;
void use_object() {
  object<long> o;
  o.set();
  o.member = 1;
}

template <class T> void defaults(T, int = (global.uid = 3)) {}
void first() { defaults(1); }  // expected-remark {{window at level}}
void second() { defaults(2L); } // expected-remark {{window at level}}
void third() { defaults(3); }  // expected-remark {{window at level}}

template <class T> struct fields {
  int first = (global.uid = 5); // expected-remark 2 {{window at level}}
  int second;
  fields() : second(global.uid = 6) {} // expected-remark 2 {{window at level}}
};
template struct fields<int>;
template struct fields<long>;

template <class T> void lambda(T) { [] { global.uid = 1; }(); } // expected-remark 3 {{window at level}}
void use_lambda() { lambda(1), lambda(2L), lambda((short)3); }
