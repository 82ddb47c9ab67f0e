#pragma once

#include "core/base/freed.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// What the sources of this room share of OpenSSL; nothing outside of it includes this.
namespace megactl::tls {

using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using X509Certificate = std::unique_ptr<X509, Freed<X509_free>>;

// OpenSSL's queue is of the thread: nothing of ours stays in it, and nothing of others is taken for ours.
class ErrorQueue {
public:
    ErrorQueue() { ERR_clear_error(); }
    ErrorQueue(const ErrorQueue&) = delete;
    ErrorQueue& operator=(const ErrorQueue&) = delete;
    ~ErrorQueue() { ERR_clear_error(); }
};

const char* as_characters(const unsigned char* bytes);
const unsigned char* as_bytes(std::string_view text);
// By its length: a name may hold a NUL to hide what follows.
std::string bytes_of(const ASN1_STRING* string);
// "CN = example.org"
std::string text_of(const X509_NAME* name);
std::optional<std::chrono::sys_seconds> time_of(const ASN1_TIME* time);

// Null where it is none.
X509Certificate certificate_from_der(const std::string& der);

}  // namespace megactl::tls
