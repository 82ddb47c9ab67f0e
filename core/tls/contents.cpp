#include "core/tls/contents.hpp"

#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/os/file.hpp"
#include "core/tls/containers.hpp"
#include "core/tls/decode.hpp"
#include "core/tls/openssl_handles.hpp"

#include <climits>
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/pem.h>

#include <utility>

namespace megactl::tls {

namespace {

// A list of all the authorities of a host is a quarter of a MiB.
constexpr Bytes file_limit{4ULL << 20};

constexpr std::string_view damaged_help =
    "copy it again from where it was made; `openssl asn1parse` tells how far "
    "it can be read";

bool is_request_label(std::string_view label) {
    return label == "CERTIFICATE REQUEST" || label == "NEW CERTIFICATE REQUEST";
}

bool holds_certificates(std::string_view label) {
    return label == "PKCS7" || label == "PKCS #7 SIGNED DATA" || label == "CMS";
}

// The bytes of a block that holds nothing secret; empty where it is damaged.
std::string der_in(const PemBlock& block) {
    const ErrorQueue queue;
    if (block.text.size() > INT_MAX) return {};
    const Bio input(BIO_new_mem_buf(block.text.data(), static_cast<int>(block.text.size())));
    char* name = nullptr;
    char* header = nullptr;
    unsigned char* bytes = nullptr;
    long size = 0;
    if (!input || PEM_read_bio(input.get(), &name, &header, &bytes, &size) != 1) return {};
    std::string der(as_characters(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(bytes);
    return der;
}

// Sorts what stands at one line into the contents.
class Filler {
public:
    Filler(Contents& contents, std::size_t line) : contents_(contents), line_(line) {}

    void operator()(Certificate certificate) { add(std::move(certificate)); }
    void operator()(PrivateKey key) { add(std::move(key)); }
    void operator()(EncryptedKey /*key*/) { add(ClosedBlock{.label = "ENCRYPTED PRIVATE KEY"}); }
    void operator()(OtherBlock block) { add(ClosedBlock{.label = std::move(block.label)}); }
    void operator()(Undecodable /*block*/) { add_damage(); }

    template <class Thing>
    void add(Thing thing) {
        thing.line = line_;
        contents_.items.emplace_back(std::move(thing));
    }

    template <class Thing>
    void add_or_tell(std::optional<Thing> thing) {
        thing ? add(*std::move(thing)) : add_damage();
    }

    void add_all(std::optional<std::vector<Item>> items) {
        if (!items) return add_damage();
        for (Item& item : *items)
            std::visit([this](auto& thing) { add(std::move(thing)); }, item);
    }

    void add_damage() {
        contents_.problems.push_back(
            {line_, "what stands here is damaged: it can't be decoded", std::string(damaged_help)});
    }

private:
    Contents& contents_;
    std::size_t line_;
};

void read_block(Contents& contents, const PemBlock& block) {
    Filler filler(contents, block.line);
    if (is_request_label(block.label)) {
        filler.add_or_tell(request_of(der_in(block)));
    } else if (holds_certificates(block.label)) {
        filler.add_all(items_of_pkcs7(der_in(block)));
    } else if (block.label == "PUBLIC KEY") {
        auto key = public_key_of(der_in(block));
        key ? filler.add(*std::move(key)) : filler(OtherBlock{std::string(block.label)});
    } else {
        std::visit(filler, decode(block));
    }
}

void tell_layout(Contents& contents, const PemLayout& layout) {
    if (layout.unclosed_line != 0) {
        contents.problems.push_back({layout.unclosed_line, "the block that begins here has no END line",
                                     "the file is cut off, or its lines are mixed up: copy it again"});
    }
    if (layout.glued_line != 0) {
        contents.problems.push_back({layout.glued_line, "an END and the next BEGIN share a line, so OpenSSL loses both",
                                     "put a line end between the two: `cat` adds none behind a file without one"});
    }
    if (!layout.blocks.empty() || !contents.problems.empty()) return;
    if (layout.misplaced_line != 0) {
        contents.problems.push_back({layout.misplaced_line, "a BEGIN line has something in front of it",
                                     "the dashes of a block stand in the first column"});
        return;
    }
    contents.problems.push_back({0, "it holds no certificate and no key", "PEM begins with `-----BEGIN `"});
}

void read_pem(Contents& contents, std::string_view content) {
    const PemLayout layout = pem_layout(content);
    if (!layout.blocks.empty()) contents.encoding = "PEM";
    for (const PemBlock& block : layout.blocks)
        read_block(contents, block);
    tell_layout(contents, layout);
}

void read_pkcs12(Contents& contents, std::string_view content) {
    contents.encoding = "PKCS#12";
    Pkcs12Contents inside = contents_of_pkcs12(content);
    contents.items = std::move(inside.items);
    const std::string help = "open it yourself: `openssl pkcs12 -in FILE -nokeys | megactl tls show -`";
    switch (inside.lock) {
        case Pkcs12Lock::open: return;
        case Pkcs12Lock::needs_password:
            contents.problems.push_back({0, "it wants a password, which is never asked for", help});
            return;
        case Pkcs12Lock::too_costly:
            contents.problems.push_back(
                {0, "its encryption asks for too much work, or is of a kind that is not known", help});
            return;
        case Pkcs12Lock::outdated:
            contents.problems.push_back({0, "it is encrypted in an old way that OpenSSL 3 has put aside",
                                         "`openssl pkcs12 -legacy -in FILE -nokeys | megactl tls show -`"});
            return;
        case Pkcs12Lock::damaged:
            contents.problems.push_back({0, "it is damaged: not all of it can be decoded", std::string(damaged_help)});
            return;
    }
}

void read_key(Contents& contents, std::string_view content) {
    for (const std::string_view label : {"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY"}) {
        Decoded decoded = decode_der(content, label);
        if (std::holds_alternative<Undecodable>(decoded)) continue;
        std::visit(Filler(contents, 0), std::move(decoded));
        return;
    }
    Filler(contents, 0).add_damage();
}

void read_der(Contents& contents, std::string_view content, const DerContent& der) {
    if (der.fault == PemFault::pkcs12) return read_pkcs12(contents, content);
    contents.encoding = der.label == "PKCS7" ? "PKCS#7" : "DER";
    Filler filler(contents, 0);
    if (der.label == "CERTIFICATE") return std::visit(filler, decode_der(content, der.label));
    if (der.label == "CERTIFICATE REQUEST") return filler.add_or_tell(request_of(content));
    if (der.label == "PKCS7") return filler.add_all(items_of_pkcs7(content));
    if (der.label == "PRIVATE KEY") return read_key(contents, content);
    if (auto key = public_key_of(content)) return filler.add(*std::move(key));
    if (is_encrypted_key(content)) return filler(EncryptedKey{});
    contents.problems.push_back({0, "it is DER, and neither a certificate nor a request nor a key that can be read",
                                 "`openssl asn1parse -inform der` tells what it is made of"});
}

std::string help_for(const os::ReadFailure& failure) {
    if (failure.kind == os::FileKind::directory) return "name its files: a shell makes them of `FOLDER/*.pem`";
    switch (failure.reason) {
        case os::ReadFailure::Reason::missing:
        case os::ReadFailure::Reason::dangling_link:
            return "look for it with `ls`; in a container: is its volume mounted?";
        case os::ReadFailure::Reason::denied: return "ask as a user who may read it, with `sudo`";
        case os::ReadFailure::Reason::too_large: return "no certificate is that large: is this the right file?";
        default:
            return "certificates and keys are regular files; pipe what is something else into `megactl tls show -`";
    }
}

}  // namespace

Contents read_contents(std::string path, std::string_view content) {
    Contents contents{.path = std::move(path)};
    if (trim(content).empty()) {
        contents.problems.push_back({0, "it is empty", "look at what should have written it: a full disk leaves this"});
        return contents;
    }
    if (const DerContent der = classify_der(content); der.fault != PemFault::none) {
        read_der(contents, content, der);
    } else {
        read_pem(contents, content);
    }
    return contents;
}

Contents read_contents_of(const std::string& file) {
    auto content = os::read_file(file, file_limit);
    if (!content) {
        Contents contents{.path = file};
        contents.problems.push_back({0, "can't be read: " + content.error().explanation, help_for(content.error())});
        return contents;
    }
    Contents contents = read_contents(file, *content);
    cleanse(*content);
    return contents;
}

std::size_t line_of(const Item& item) {
    return std::visit([](const auto& thing) { return thing.line; }, item);
}

}  // namespace megactl::tls
