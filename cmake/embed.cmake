# doodle_embed(TARGET NAME FILE): puts the bytes of FILE into TARGET as doodle::embedded::NAME(), which is declared in
# libdoodle/base/embedded.h. The assembler copies the file as it is (.incbin), so that megabytes cost nothing to
# compile; 64-byte alignment lets any type be read from the front.
function(doodle_embed target name file)
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if(NOT "ASM" IN_LIST languages)
    message(FATAL_ERROR "doodle_embed needs the language ASM: project(... LANGUAGES CXX ASM)")
  endif()
  cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
  if(NOT EXISTS ${file})
    message(FATAL_ERROR "doodle_embed: there is no file ${file}")
  endif()
  set(bytes ${CMAKE_CURRENT_BINARY_DIR}/embedded/${name}.S)
  set(function ${CMAKE_CURRENT_BINARY_DIR}/embedded/${name}.cpp)
  # Written only when they change: a reconfiguration rebuilds nothing.
  file(CONFIGURE OUTPUT ${bytes} @ONLY CONTENT [[
        .section .rodata
        .balign 64
        .globl doodle_embedded_@name@
        .hidden doodle_embedded_@name@
doodle_embedded_@name@:
        .incbin "@file@"
doodle_embedded_@name@_end:
        .byte 0
        .balign 8
        .globl doodle_embedded_@name@_size
        .hidden doodle_embedded_@name@_size
doodle_embedded_@name@_size:
        .quad doodle_embedded_@name@_end - doodle_embedded_@name@
        .section .note.GNU-stack, "", %progbits
]])
  file(CONFIGURE OUTPUT ${function} @ONLY CONTENT [[
#include "base/embedded.h"

#include <cstdint>

extern "C" {
extern const char doodle_embedded_@name@[];
extern const std::uint64_t doodle_embedded_@name@_size;
}

namespace doodle::embedded {

std::string_view @name@();
std::string_view @name@() { return {doodle_embedded_@name@, doodle_embedded_@name@_size}; }

}  // namespace doodle::embedded
]])
  set_source_files_properties(${bytes} PROPERTIES OBJECT_DEPENDS ${file})
  target_sources(${target} PRIVATE ${bytes} ${function})
endfunction()
