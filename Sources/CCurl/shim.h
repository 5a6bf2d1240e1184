#pragma once
#include <curl/curl.h>

// Swift cannot call variadic functions: curl_easy_setopt and curl_easy_getinfo get a typed spelling for each kind of
// value that is needed.

// Switches, numbers and durations: libcurl reads a long.
static inline CURLcode curl_easy_setopt_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

// Strings: libcurl copies them; a null pointer takes its default away.
static inline CURLcode curl_easy_setopt_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

// Lists of lines: libcurl keeps the pointer, so they outlive the transfer.
static inline CURLcode curl_easy_setopt_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

// The parsed URL: handing it over as a whole leaves no second parser to disagree with.
static inline CURLcode curl_easy_setopt_url(CURL *handle, CURLU *value) {
    return curl_easy_setopt(handle, CURLOPT_CURLU, value);
}

// What a callback is given, and the buffer for the reason of a failure: plain addresses.
static inline CURLcode curl_easy_setopt_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

// Functions that receive header lines or the body: a function pointer is no object pointer in C.
typedef size_t (*curl_receive_function)(char *bytes, size_t size, size_t count, void *context);
static inline CURLcode curl_easy_setopt_receive(CURL *handle, CURLoption option, curl_receive_function value) {
    return curl_easy_setopt(handle, option, value);
}

// The status code: libcurl writes a long.
static inline CURLcode curl_easy_getinfo_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

// The function that makes the socket for an address.
static inline CURLcode curl_easy_setopt_opensocket(CURL *handle, curl_opensocket_callback value) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, value);
}

// What the other side's certificates say, one list of lines each: libcurl keeps them as long as the handle.
static inline CURLcode curl_easy_getinfo_certificates(CURL *handle, struct curl_certinfo **value) {
    return curl_easy_getinfo(handle, CURLINFO_CERTINFO, value);
}

// The address that was connected to: libcurl keeps the string as long as the handle.
static inline CURLcode curl_easy_getinfo_string(CURL *handle, CURLINFO info, char **value) {
    return curl_easy_getinfo(handle, info, value);
}

// Switches and numbers of many transfers at once: libcurl reads a long.
static inline CURLMcode curl_multi_setopt_long(CURLM *handle, CURLMoption option, long value) {
    return curl_multi_setopt(handle, option, value);
}

// The message of a transfer that has ended: its union holds the code.
static inline CURLcode curl_message_result(const CURLMsg *message) {
    return message->data.result;
}
