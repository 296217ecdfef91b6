/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Names the function or global at an address.
 *
 * dladdr finds the module; its symbol table (.symtab, else .dynsym) is then
 * read from the file with pread, since dladdr knows exported symbols only and
 * the function that made a stray write is often static. A stripped module
 * leaves the name empty. No allocation and no stdio; dladdr takes the
 * loader's lock, which is why the header warns of it.
 */
#define _GNU_SOURCE
#include "symbols.h"
#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

struct image {
  int file;
  ElfW(Ehdr) header;
  uint64_t address; /* as the file counts */
};

static bool read_at(int file, void *to, size_t size, uint64_t offset) {
  return pread(file, to, size, (off_t)offset) == (ssize_t)size;
}

static bool section_at(const struct image *image, unsigned index,
                       ElfW(Shdr) * section) {
  return index < image->header.e_shnum &&
         read_at(image->file, section, sizeof *section,
                 image->header.e_shoff + index * sizeof *section);
}

static bool find_section(const struct image *image, uint32_t type,
                         ElfW(Shdr) * section) {
  for (unsigned i = 0; i < image->header.e_shnum; ++i)
    if (section_at(image, i, section) && section->sh_type == type)
      return true;
  return false;
}

static bool covers(const ElfW(Sym) * s, uint64_t address) {
  unsigned type = s->st_info & 15;
  return s->st_shndx != SHN_UNDEF && (type == STT_FUNC || type == STT_OBJECT) &&
         address - s->st_value < s->st_size;
}

/* The table is read in pieces: it may be large, the stack is not. */
static bool find_in_table(const struct image *image, const ElfW(Shdr) * table,
                          ElfW(Sym) * found) {
  enum { PIECE = 64 };
  ElfW(Sym) piece[PIECE];
  uint64_t count = table->sh_size / sizeof *piece;
  for (uint64_t first = 0; first < count; first += PIECE) {
    uint64_t n = count - first < PIECE ? count - first : PIECE;
    if (!read_at(image->file, piece, n * sizeof *piece,
                 table->sh_offset + first * sizeof *piece))
      return false;
    for (uint64_t i = 0; i < n; ++i)
      if (covers(&piece[i], image->address)) {
        *found = piece[i];
        return true;
      }
  }
  return false;
}

static void name_from_image(const struct image *image, struct kpk_symbol *out) {
  ElfW(Shdr) table, strings;
  ElfW(Sym) symbol;
  if (!find_section(image, SHT_SYMTAB, &table) &&
      !find_section(image, SHT_DYNSYM, &table))
    return;
  if (!section_at(image, table.sh_link, &strings) ||
      !find_in_table(image, &table, &symbol))
    return;
  ssize_t n = pread(image->file, out->name, sizeof out->name - 1,
                    (off_t)(strings.sh_offset + symbol.st_name));
  out->name[n > 0 ? n : 0] = 0;
  out->offset = image->address - symbol.st_value;
}

void kpk_symbol_find(uintptr_t address, struct kpk_symbol *out) {
  Dl_info info;
  struct image image;
  memset(out, 0, sizeof *out);
  if (!dladdr((void *)address, &info) || !info.dli_fname)
    return;
  out->module = info.dli_fname;
  out->module_offset = address - (uintptr_t)info.dli_fbase;
  image.file = open(info.dli_fname, O_RDONLY | O_CLOEXEC);
  if (image.file < 0) /* a program's own name may be relative, or changed */
    return;
  if (read_at(image.file, &image.header, sizeof image.header, 0) &&
      !memcmp(image.header.e_ident, ELFMAG, SELFMAG) &&
      image.header.e_shentsize == sizeof(ElfW(Shdr))) {
    image.address =
        image.header.e_type == ET_EXEC ? address : out->module_offset;
    name_from_image(&image, out);
  }
  close(image.file);
}
