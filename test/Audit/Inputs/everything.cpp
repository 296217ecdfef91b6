// The same for C++.
struct pte_t {
  unsigned long v = 3;
  pte_t() = default;
  pte_t &operator=(const pte_t &) = default;
};
struct cred {
  int uid = 1;
  pte_t inner[2];
  cred(int u) : uid(u) {}
  virtual ~cred() { uid = 0; }
  constexpr static int twice(int n) { return n * 2; }
};
namespace mm {
struct guard {
  guard();
  ~guard();
};
} // namespace mm
static pte_t table[8];
cred global(cred::twice(4));
template <typename T> T &set(T &a, const T &b) { return a = b; }
struct derived : cred {
  int more;
  derived() : cred(1), more(2) {}
};
pte_t *place(pte_t &a) {
  mm::guard g;
  auto write = [&](unsigned long v) { a.v = v; };
  write(4);
  table[1] = set(a, table[2]);
  delete new derived;
  try {
    throw 1;
  } catch (int n) {
    a.v = n;
  }
  return &table[a.v & 7];
}
inline cred *make() { return new cred(7); }
cred *user() { return make(); }
