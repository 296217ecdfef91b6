# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# find_package(Kpkeys) gives
#
#   target_kpkeys(<target> [POLICY <file>] [TARGET <name>])
#       Compiles <target>'s C and C++ sources with the plugin, makes the policy
#       file a dependency of their objects, and links the runtime (not for
#       targets that it has no backend for, of kernels, POE2 and AMR). TARGET is a name that
#       -fplugin-arg-kpkeys-target= takes; the default follows the triple.
#   Kpkeys::runtime   the runtime alone, for code that needs no plugin
#
# The plugin is the one for the project's own Clang; it is an error if there is
# none for that major version, or if the compiler is not Clang.
cmake_minimum_required(VERSION 3.19)

get_filename_component(Kpkeys_PREFIX "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
set(Kpkeys_INCLUDE_DIR "${Kpkeys_PREFIX}/include")

# The LLVM majors that this prefix has a plugin for.
set(Kpkeys_LLVM_MAJORS)
file(GLOB kpkeys_folders "${Kpkeys_PREFIX}/lib/kpkeys-*")
foreach(kpkeys_folder IN LISTS kpkeys_folders)
  if(kpkeys_folder MATCHES "/kpkeys-([0-9]+)$")
    list(APPEND Kpkeys_LLVM_MAJORS ${CMAKE_MATCH_1})
  endif()
endforeach()

# The plugin for the compiler of LANGUAGE, or an error.
function(kpkeys_plugin language out)
  set(id "${CMAKE_${language}_COMPILER_ID}")
  set(version "${CMAKE_${language}_COMPILER_VERSION}")
  list(JOIN Kpkeys_LLVM_MAJORS ", " majors)
  if(NOT id STREQUAL "Clang")
    message(FATAL_ERROR "Kpkeys: the ${language} compiler is ${id} ${version}, "
      "but the plugin needs Clang ${majors}; set CMAKE_${language}_COMPILER")
  endif()
  string(REGEX MATCH "^[0-9]+" major "${version}")
  if(NOT major IN_LIST Kpkeys_LLVM_MAJORS)
    message(FATAL_ERROR "Kpkeys: the ${language} compiler is Clang ${major}, "
      "but ${Kpkeys_PREFIX} has the plugin for Clang ${majors}")
  endif()
  set(${out} "${Kpkeys_PREFIX}/lib/kpkeys-${major}/KpkeysClang-${major}.so"
      PARENT_SCOPE)
endfunction()

# One runtime serves all majors: it is plain C.
if(NOT TARGET Kpkeys::runtime AND Kpkeys_LLVM_MAJORS)
  list(GET Kpkeys_LLVM_MAJORS -1 kpkeys_major)
  add_library(Kpkeys::runtime STATIC IMPORTED GLOBAL)
  set_target_properties(Kpkeys::runtime PROPERTIES
    IMPORTED_LOCATION "${Kpkeys_PREFIX}/lib/kpkeys-${kpkeys_major}/libkpkeys_rt.a"
    INTERFACE_INCLUDE_DIRECTORIES "${Kpkeys_INCLUDE_DIR}")
endif()

function(target_kpkeys target)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "POLICY;TARGET" "")
  if(ARG_UNPARSED_ARGUMENTS OR ARG_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR "target_kpkeys: cannot use "
      "'${ARG_UNPARSED_ARGUMENTS}${ARG_KEYWORDS_MISSING_VALUES}'; usage: "
      "target_kpkeys(<target> [POLICY <file>] [TARGET <name>])")
  endif()
  if(NOT TARGET ${target})
    message(FATAL_ERROR "target_kpkeys: there is no target '${target}'")
  endif()

  set(options "")
  if(ARG_TARGET)
    list(APPEND options -fplugin-arg-kpkeys-target=${ARG_TARGET})
  endif()
  if(ARG_POLICY)
    get_filename_component(policy "${ARG_POLICY}" ABSOLUTE)
    if(NOT EXISTS "${policy}")
      message(FATAL_ERROR "target_kpkeys: there is no policy file ${policy}")
    endif()
    list(APPEND options "-fplugin-arg-kpkeys-policy=${policy}")
    get_target_property(sources ${target} SOURCES)
    set_property(SOURCE ${sources} TARGET_DIRECTORY ${target}
                 APPEND PROPERTY OBJECT_DEPENDS "${policy}")
  endif()

  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  foreach(language IN ITEMS C CXX)
    if(language IN_LIST languages)
      kpkeys_plugin(${language} plugin)
      target_compile_options(${target} PRIVATE
        "$<$<COMPILE_LANGUAGE:${language}>:-fplugin=${plugin};${options}>")
    endif()
  endforeach()
  target_include_directories(${target} SYSTEM PRIVATE "${Kpkeys_INCLUDE_DIR}")
  if(NOT ARG_TARGET MATCHES "^(pks|poe-el[12]|poe2-el[01]|amr)$")
    kpkeys_link_runtime(${target})
  endif()
endfunction()

# By property: target_link_libraries would refuse targets that use its other
# signature.
function(kpkeys_link_runtime target)
  set_property(TARGET ${target} APPEND PROPERTY LINK_LIBRARIES Kpkeys::runtime)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "STATIC_LIBRARY")
    set_property(TARGET ${target} APPEND PROPERTY INTERFACE_LINK_LIBRARIES
                 "$<LINK_ONLY:Kpkeys::runtime>")
  endif()
endfunction()
