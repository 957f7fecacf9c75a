if(GHLPUB_SANITIZE)
  add_compile_options(-fsanitize=${GHLPUB_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${GHLPUB_SANITIZE})
endif()
