# A layer is a folder of src/ with the only headers that it may include: its own, the headers of
# base, and the front headers (include/ghlpub) that it and the layers below it show. Including
# anything else does not compile, so the layers cannot grow circles.
#
#   layer(NAME SOURCES a.c b.c [FRONT x.h ...] [USES layer ...] [LIBRARIES target ...])
#
# FRONT headers come from include/ghlpub/, or from the folder itself where they are not installed.
function(layer name)
  cmake_parse_arguments(ARG "" "" "SOURCES;FRONT;USES;LIBRARIES" ${ARGN})
  set(see ${CMAKE_BINARY_DIR}/see/${name})
  file(MAKE_DIRECTORY ${see}/ghlpub)
  foreach(header ${ARG_FRONT})
    set(from ${CMAKE_SOURCE_DIR}/include/ghlpub/${header})
    if(NOT EXISTS ${from})
      set(from ${CMAKE_CURRENT_SOURCE_DIR}/${header})
    endif()
    file(CREATE_LINK ${from} ${see}/ghlpub/${header} SYMBOLIC)
  endforeach()
  add_library(${name} STATIC ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES OUTPUT_NAME ghlpub-${name})
  target_include_directories(${name} PUBLIC ${see})
  target_compile_options(${name} PRIVATE -include ${CMAKE_SOURCE_DIR}/src/base/banned.h)
  foreach(used ${ARG_USES})
    target_link_libraries(${name} PUBLIC ${used})
  endforeach()
  target_link_libraries(${name} PUBLIC ${ARG_LIBRARIES})
endfunction()
