#pragma once

#include <curl/curl.h>

// curl_easy_setopt, curl_easy_getinfo and curl_multi_setopt take variable arguments, which Swift cannot call. Each
// function here fixes the type of the last argument; libcurl decides by the option which type it reads.

// Numbers and flags: CURLOPTTYPE_LONG.
static inline CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

// Texts, which libcurl copies, and NULL to take one back: CURLOPTTYPE_STRINGPOINT.
static inline CURLcode ccurl_set_string(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

// The argument of a callback, the buffer for error texts: CURLOPTTYPE_CBPOINT and CURLOPTTYPE_OBJECTPOINT.
static inline CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

// Lists of texts, which libcurl does not copy: CURLOPTTYPE_SLISTPOINT.
static inline CURLcode ccurl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(handle, option, value);
}

// Callbacks that take received bytes: CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION have one signature.
static inline CURLcode ccurl_set_receiver(CURL *handle, CURLoption option, curl_write_callback value) {
  return curl_easy_setopt(handle, option, value);
}

// The callback that prepares a new socket.
static inline CURLcode ccurl_set_socket_callback(CURL *handle, curl_sockopt_callback value) {
  return curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, value);
}

// Certificates and keys in memory, which libcurl copies, and NULL to take one back: CURLOPTTYPE_BLOB. The struct is made
// here because its flags are a macro that Swift imports with another type.
static inline CURLcode ccurl_set_blob(CURL *handle, CURLoption option, const void *data, size_t size) {
  struct curl_blob blob = {(void *)data, size, CURL_BLOB_COPY};
  return curl_easy_setopt(handle, option, data ? &blob : NULL);
}

// The body of a request, which libcurl copies. Its size is a curl_off_t and has to be set first. An empty body is an empty
// text, since NULL would have libcurl read the body from standard input.
static inline CURLcode ccurl_set_body(CURL *handle, const void *data, size_t size) {
  CURLcode code = curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
  if (code != CURLE_OK) return code;
  return curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, data ? (const char *)data : "");
}

// Results that are numbers: CURLINFO_LONG.
static inline CURLcode ccurl_get_long(CURL *handle, CURLINFO info, long *value) {
  return curl_easy_getinfo(handle, info, value);
}

// Results that are times or sizes: CURLINFO_OFF_T.
static inline CURLcode ccurl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
  return curl_easy_getinfo(handle, info, value);
}

// What CURLOPT_PRIVATE was given; libcurl declares it as a text.
static inline CURLcode ccurl_get_private(CURL *handle, void **value) {
  return curl_easy_getinfo(handle, CURLINFO_PRIVATE, (char **)value);
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}
