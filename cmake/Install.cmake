# What `cmake --install` puts where: the program, its man page, and the pipeline as a library
# (libghlpub.a, its headers, ghlpub.pc).
set(pipeline base ghl state site render plan publish)
set(objects)
foreach(name ${pipeline})
  list(APPEND objects $<TARGET_OBJECTS:${name}>)
endforeach()
add_library(pipeline STATIC ${objects})
set_target_properties(pipeline PROPERTIES OUTPUT_NAME ghlpub LINKER_LANGUAGE C)

set(GHLPUB_CMARK_LIBS "-lcmark")
set(GHLPUB_CMARK_PC "libcmark")
if(GHLPUB_GFM)
  set(GHLPUB_CMARK_LIBS "-lcmark-gfm-extensions -lcmark-gfm")
  set(GHLPUB_CMARK_PC "libcmark-gfm")
endif()
configure_file(cmake/ghlpub.pc.in ghlpub.pc @ONLY)

install(TARGETS ghlpub RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS pipeline ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/ghlpub DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN *.h)
install(FILES ${CMAKE_BINARY_DIR}/ghlpub.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(FILES docs/ghlpub.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
