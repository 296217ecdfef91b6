/* Intent: C++ and kpkeys_alloc: an operator new of a protected class gives what the
 * new-expression knows; one of a class that is not protected is reported. */
// RUN: %kpkeys_cc1 -triple x86_64-linux-gnu -O0 -std=c++17 -Rpass=kpkeys -emit-obj -o %t.o -verify %s
// expected-note@*:* 0+ {{it is marked at}}
extern "C" void *kpkeys_alloc(const char *domain, unsigned long size);
extern "C" void kpkeys_free(void *pointer);
struct __attribute__((kpkeys_protected("protected"))) guarded {
  int x;
  void *operator new(unsigned long size) {
    return kpkeys_alloc("protected", size);
  }
  void *operator new[](unsigned long size) {
    return kpkeys_alloc("protected", size);
  }
  void operator delete(void *p) { kpkeys_free(p); }
  void operator delete[](void *p) { kpkeys_free(p); }
};
struct __attribute__((kpkeys_protected("protected"))) pooled {
  int x;
  void operator delete(void *p) {
    *static_cast<void **>(p) = nullptr; // expected-remark {{window at level}}
  }
  void operator delete[](void *p, unsigned long size) {
    *static_cast<unsigned long *>(p) = size; // expected-remark {{window at level}}
  }
};
struct open {
  int x;
  static void *operator new(unsigned long size);
};
void *open::operator new(unsigned long size) {
  return kpkeys_alloc("protected", size); // expected-warning {{is returned}}
}
void uses() {
  delete new guarded;
  delete[] new guarded[4];
  delete new pooled;
  delete[] new pooled[4]; // expected-remark {{window at level}} of its cookie
  auto *typed = static_cast<guarded *>(kpkeys_alloc("protected", 4));
  typed->x = 1; // expected-remark {{window at level}}
  auto *numbers = static_cast<int *>(kpkeys_alloc("protected", 4));
  *numbers = 2; // expected-remark {{window at level}}
}
