# What `cmake --install` lays out. Each LLVM major has a folder of its own, so
# that one prefix can serve several; what lies outside it is the same for all:
#   include/kpkeys.h kpkeys_rt.h
#   lib/kpkeys-N/                 plugin, passes, runtime, clang configuration
#   bin/kpkeys-audit kpkeys-header kpkeys-report kpkeys-verify  of the major installed last
#   bin/kpkeys-count kpkeys-oracle  the same (x86-64)
#   lib/cmake/Kpkeys/             find_package(Kpkeys), target_kpkeys()
#   lib/pkgconfig/kpkeys-N.pc     and kpkeys.pc, of the major installed last
# The layout is fixed (no CMAKE_INSTALL_LIBDIR): the parts find each other by
# relative path, which is what lets the tree be moved.
include(CMakePackageConfigHelpers)

set(major ${KPKEYS_LLVM_VERSION})
set(plugin_dir lib/kpkeys-${major})
set(generated ${PROJECT_BINARY_DIR}/install)

install(TARGETS KpkeysClang-${major} KpkeysPasses-${major}
        LIBRARY DESTINATION ${plugin_dir})
if(TARGET kpkeys-oracle)
  install(TARGETS kpkeys-count kpkeys-oracle RUNTIME DESTINATION bin)
endif()
install(TARGETS kpkeys-audit kpkeys-header kpkeys-report kpkeys-verify RUNTIME DESTINATION bin)
install(TARGETS kpkeys_rt ARCHIVE DESTINATION ${plugin_dir})
install(FILES include/kpkeys.h include/kpkeys_rt.h DESTINATION include)
install(FILES LICENSE DESTINATION share/doc/kpkeys)

# ---- clang configuration files --------------------------------------------

# The line of a configuration file that links an archive which lies beside it.
# A configuration file's options come before the user's objects. Since LLVM 20
# a leading `$` moves one behind them; before, all of the archive is taken,
# since nothing has asked for a part of it yet.
function(kpkeys_runtime_line archive out)
  if(major GREATER_EQUAL 20)
    set(${out} "$<CFGDIR>/${archive}" PARENT_SCOPE)
  else()
    set(${out} "-Wl,--whole-archive,<CFGDIR>/${archive},--no-whole-archive"
        PARENT_SCOPE)
  endif()
endfunction()

# kpkeys_clang_config(TARGET ARCHITECTURE [ARCHIVE]): kpkeys-TARGET.cfg, which
# selects a triple only when this machine is another one, and links ARCHIVE.
function(kpkeys_clang_config target architecture)
  set(extra)
  if(NOT CMAKE_SYSTEM_PROCESSOR STREQUAL architecture)
    list(APPEND extra "--target=${architecture}-linux-gnu")
  endif()
  if(ARGC GREATER 2)
    kpkeys_runtime_line(${ARGV2} line)
    list(APPEND extra "${line}")
  endif()
  list(JOIN extra "\n" extra)
  configure_file(cmake/kpkeys.cfg.in ${generated}/kpkeys-${target}.cfg @ONLY)
  install(FILES ${generated}/kpkeys-${target}.cfg DESTINATION ${plugin_dir})
endfunction()

# User programs get the runtime of their architecture; kernels bring their own.
include(cmake/CrossRuntime.cmake)
set(host_archive libkpkeys_rt.a)
set(${CMAKE_SYSTEM_PROCESSOR}_archive ${host_archive})
kpkeys_clang_config(pku x86_64 ${x86_64_archive})
kpkeys_clang_config(pks x86_64)
kpkeys_clang_config(poe-el0 aarch64 ${aarch64_archive})
kpkeys_clang_config(poe-el1 aarch64)
kpkeys_clang_config(call ${CMAKE_SYSTEM_PROCESSOR} ${host_archive})
kpkeys_clang_config(sim ${CMAKE_SYSTEM_PROCESSOR} ${host_archive})

# ---- pkg-config and CMake -------------------------------------------------

configure_file(cmake/kpkeys.pc.in ${generated}/kpkeys.pc @ONLY)
install(FILES ${generated}/kpkeys.pc DESTINATION lib/pkgconfig)
install(FILES ${generated}/kpkeys.pc DESTINATION lib/pkgconfig
        RENAME kpkeys-${major}.pc)

write_basic_package_version_file(${generated}/KpkeysConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES cmake/KpkeysConfig.cmake ${generated}/KpkeysConfigVersion.cmake
        DESTINATION lib/cmake/Kpkeys)
