# The project's C++ libraries. Each is one folder of lib/; LINKS names the
# folders it may use, and nothing else is on its include path's far side: the
# link rules are the layering. APART names sources that say things by the same
# names as others do, so that they cannot be compiled as one.
function(kpkeys_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;APART" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  set_source_files_properties(${ARG_APART} PROPERTIES
    SKIP_UNITY_BUILD_INCLUSION ON)
  kpkeys_cxx_options(${name})
  target_link_libraries(${name} PUBLIC ${ARG_LINKS})
endfunction()

function(kpkeys_cxx_options target)
  kpkeys_compile_options(${target})
  if(KPKEYS_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM KpkeysPrecompiled)
  endif()
endfunction()

function(kpkeys_compile_options target)
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/include
                                              ${PROJECT_BINARY_DIR}/include)
  target_include_directories(${target} SYSTEM PUBLIC ${LLVM_INCLUDE_DIRS}
                                                     ${CLANG_INCLUDE_DIRS})
  separate_arguments(definitions NATIVE_COMMAND "${LLVM_DEFINITIONS}")
  target_compile_definitions(${target} PUBLIC ${definitions})
  target_compile_options(${target} PRIVATE
    $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions>
    $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<NOT:$<BOOL:${LLVM_ENABLE_RTTI}>>>:-fno-rtti>)
  if(KPKEYS_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=address,undefined
                                             -fno-sanitize=vptr
                                             -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=address,undefined)
  endif()
endfunction()

# LLVM's headers take most of the time of compiling a source.
if(KPKEYS_PRECOMPILE)
  file(WRITE ${PROJECT_BINARY_DIR}/Precompiled.cpp "")
  add_library(KpkeysPrecompiled OBJECT ${PROJECT_BINARY_DIR}/Precompiled.cpp)
  kpkeys_compile_options(KpkeysPrecompiled)
  target_precompile_headers(KpkeysPrecompiled PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/Precompiled.h)
endif()
