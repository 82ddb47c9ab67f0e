#pragma once

#include "core/tls/pem_file.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace megactl::tls {

// What somebody asks an authority to sign (a CSR).
struct CertificateRequest {
    std::string subject;
    std::vector<std::string> names;
    std::string key_type;
    std::string public_key;
    std::size_t line = 0;
};

struct PublicKey {
    std::string key_type;
    std::string public_key;
    std::size_t line = 0;
};

// What is known by its label alone: an encrypted key, parameters, a revocation list.
struct ClosedBlock {
    std::string label;
    std::size_t line = 0;
};

// One thing in a file. Its line is that of its BEGIN line, 0 where the file has no lines.
using Item = std::variant<Certificate, PrivateKey, PublicKey, CertificateRequest, ClosedBlock>;

// Why something could not be read, and what to do next.
struct ContentsProblem {
    std::size_t line = 0;
    std::string message;  // goes on after the place: "it is empty"
    std::string help;
};

// Everything that a file holds, in its order; what can't be read stands beside.
struct Contents {
    std::string path;             // as it was named
    std::string_view encoding{};  // "PEM", "DER", "PKCS#7", "PKCS#12"; empty where it is none
    std::vector<Item> items{};
    std::vector<ContentsProblem> problems{};
};

// Pure: what these bytes hold. Never prompts, keeps nothing of a key but what PrivateKey tells; bounded by their size.
Contents read_contents(std::string path, std::string_view content);

// Reads a regular file; one that can't be read is a problem inside.
Contents read_contents_of(const std::string& file);

std::size_t line_of(const Item& item);

}  // namespace megactl::tls
