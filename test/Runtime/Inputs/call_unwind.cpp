// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// C++ exceptions, and a thread's end, in a function that kpkeys_call_at runs.
// An exception needs a level that can write ordinary memory (LEVEL_CRED); at
// one that cannot, making it faults.
#include "kpkeys_rt.h"
#include <cerrno>
#include <cstdio>
#include <exception>
#include <pthread.h>
#include <stdexcept>

extern "C" const int level_writing, level_reading;
static int failures, destroyed;

static void check(bool ok, const char *what) {
  std::printf("%s %s\n", ok ? "ok  " : "FAIL", what);
  failures += !ok;
}

struct Cleanup {
  ~Cleanup() { ++destroyed; }
};

static long throwing(void *) {
  Cleanup cleanup;
  throw std::runtime_error("out of the function");
}

static long catching(void *) {
  try {
    throwing(nullptr);
  } catch (const std::exception &) {
    return 7;
  }
  return 0;
}

static int call(int level, long (*function)(void *), long *result) {
  return kpkeys_call_at(static_cast<unsigned>(level), 0, function, nullptr,
                        result);
}

static void rethrowing() {
  try {
    throw 1;
  } catch (int) {
    check(call(level_writing, throwing, nullptr) == KPKEYS_CALL_UNWOUND,
          "in a handler, an exception stops at the call");
    throw;
  }
}

static long ending(void *) { pthread_exit(&destroyed); }

static void *thread(void *) {
  Cleanup cleanup;
  call(level_writing, ending, nullptr);
  return nullptr;
}

int main() {
  if (kpkeys_init())
    return 2;
  long result = 0;
  check(!call(level_writing, catching, &result) && result == 7 &&
            destroyed == 1,
        "an exception that is caught inside");
  check(call(level_writing, throwing, nullptr) == KPKEYS_CALL_UNWOUND &&
            destroyed == 2,
        "an exception stops at the call");
  check(!std::uncaught_exceptions(), "and is gone");
  check(!call(level_writing, catching, &result), "the next call works");
  try {
    rethrowing();
  } catch (int value) {
    check(value == 1, "and the caller's own exception goes on");
  }
  check(call(level_reading, throwing, nullptr) == EFAULT,
        "where it cannot be made, that is a fault");
  check(!std::uncaught_exceptions(), "and there is none");
  pthread_t made;
  void *value = nullptr;
  pthread_create(&made, nullptr, thread, nullptr);
  pthread_join(made, &value);
  check(value == &destroyed, "pthread_exit in a call ends the thread");
  std::printf("%d failed\n", failures);
  return failures != 0;
}
