#pragma once

#include "core/tls/chain.hpp"
#include "core/tls/openssl_handles.hpp"

#include <openssl/x509.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace megactl::tls {

// The certificates of a question, as OpenSSL holds them, and who has which.
class Holdings {
public:
    // `question` outlives it.
    explicit Holdings(const ChainQuestion& question);

    // Null where the bytes are no certificate; in the question's order.
    const std::vector<X509Certificate>& sent() const { return sent_; }
    const std::vector<X509Certificate>& at_hand() const { return at_hand_; }
    X509* leaf() const { return sent_.at(question_.leaf).get(); }

    std::optional<std::size_t> sent_index(const X509* certificate) const;
    // What is known of one on the path, be it the question's or of the host's store.
    HeldCertificate held(X509* certificate) const;
    // Those of the question with this name: the sent ones, those at hand, the anchors; each once.
    std::vector<X509Certificate> named(const X509_NAME* name) const;

private:
    const Certificate* unsent(const std::string& der) const;

    const ChainQuestion& question_;
    std::vector<X509Certificate> sent_;
    std::vector<X509Certificate> at_hand_;
};

}  // namespace megactl::tls
