# The runtime for AArch64, built on x86-64, so that an installed tree can link
# programs for both. Needs Debian's C library headers for that machine
# (libc6-dev-arm64-cross); without them the tree has poe-el0 without a runtime,
# and says so.
if(NOT CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  return()
endif()
set(triple aarch64-linux-gnu)
if(NOT EXISTS /usr/${triple}/include/features.h)
  message(STATUS "No C library for ${triple}: poe-el0 is installed without runtime")
  return()
endif()

set(aarch64_archive libkpkeys_rt-aarch64.a)
set(cross_dir ${PROJECT_BINARY_DIR}/cross-runtime)
set(cross_archive ${CMAKE_ARCHIVE_OUTPUT_DIRECTORY}/${aarch64_archive})
get_target_property(runtime_dir kpkeys_rt SOURCE_DIR)
get_target_property(runtime_sources kpkeys_rt SOURCES)

# The same sources and options as kpkeys_rt; one object each.
set(cross_objects)
foreach(source IN LISTS runtime_sources)
  set(object ${cross_dir}/${source}.o)
  add_custom_command(OUTPUT ${object}
    COMMAND ${CMAKE_C_COMPILER} --target=${triple} -std=gnu11 -fPIC
            "$<TARGET_PROPERTY:kpkeys_rt,COMPILE_OPTIONS>"
            "-D$<JOIN:$<TARGET_PROPERTY:kpkeys_rt,COMPILE_DEFINITIONS>,;-D>"
            -I${PROJECT_SOURCE_DIR}/include -MD -MF ${object}.d
            -c ${runtime_dir}/${source} -o ${object}
    DEPENDS ${runtime_dir}/${source}
    DEPFILE ${object}.d
    COMMAND_EXPAND_LISTS VERBATIM
    COMMENT "Building ${source} for ${triple}")
  list(APPEND cross_objects ${object})
endforeach()
file(MAKE_DIRECTORY ${cross_dir})
add_custom_command(OUTPUT ${cross_archive}
  COMMAND ${CMAKE_COMMAND} -E rm -f ${cross_archive}
  COMMAND ${LLVM_TOOLS_BINARY_DIR}/llvm-ar rcs ${cross_archive} ${cross_objects}
  DEPENDS ${cross_objects} VERBATIM
  COMMENT "Linking ${aarch64_archive}")
add_custom_target(kpkeys_rt-aarch64 ALL DEPENDS ${cross_archive})
install(FILES ${cross_archive} DESTINATION ${plugin_dir})
