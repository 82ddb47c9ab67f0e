#include "core/tls/pem_file.hpp"

#include "core/base/text.hpp"
#include "core/tls/decode.hpp"

#include <utility>

namespace megactl::tls {

namespace {

namespace fs = std::filesystem;

// Each costs time. A server sends a handful, and a host trusts a hundred and fifty.
constexpr std::size_t certificate_limit = 1000;
constexpr std::size_t block_limit = 100;
constexpr Bytes file_limit{1ULL << 20};

int gravity(PemFault fault) {
    switch (fault) {
        case PemFault::none: return 0;
        case PemFault::key_encrypted: return 1;
        case PemFault::glued:
        case PemFault::undecodable: return 2;
        default: return 3;
    }
}

void note_fault(PemFile& file, PemFault fault, std::size_t line) {
    if (gravity(fault) <= gravity(file.fault)) return;
    file.fault = fault;
    file.fault_line = line;
}

void note_other(PemFile& file, std::string label) {
    if (file.other_blocks.size() < block_limit) file.other_blocks.push_back(std::move(label));
}

// Sorts what one block holds into the file.
class Sorter {
public:
    Sorter(PemFile& file, std::size_t line) : file_(file), line_(line) {}

    void operator()(Certificate certificate) {
        certificate.line = line_;
        file_.certificates.push_back(std::move(certificate));
    }
    void operator()(PrivateKey key) {
        key.line = line_;
        file_.keys.push_back(std::move(key));
    }
    void operator()(EncryptedKey /*key*/) {
        // Readers take the first key: behind an open one it does no harm.
        if (file_.keys.empty()) note_fault(file_, PemFault::key_encrypted, line_);
        note_other(file_, "ENCRYPTED PRIVATE KEY");
    }
    void operator()(OtherBlock block) { note_other(file_, std::move(block.label)); }
    void operator()(Undecodable /*block*/) { note_fault(file_, PemFault::undecodable, line_); }

private:
    PemFile& file_;
    std::size_t line_;
};

void read_blocks(PemFile& file, const PemLayout& layout) {
    std::size_t certificates = 0;
    std::size_t keys = 0;
    for (const PemBlock& block : layout.blocks) {
        if (is_certificate_label(block.label) && ++certificates > certificate_limit) continue;
        if (is_private_key_label(block.label) && ++keys > block_limit) continue;
        std::visit(Sorter(file, block.line), decode(block));
    }
    if (layout.unclosed_line != 0) note_fault(file, PemFault::truncated, layout.unclosed_line);
    if (layout.glued_line != 0) note_fault(file, PemFault::glued, layout.glued_line);
    file.marked_line = layout.marked_line;
    if (file.fault == PemFault::none && layout.blocks.empty()) {
        file.fault = PemFault::nothing_known;
        file.fault_line = layout.misplaced_line;
    }
}

bool is_empty(std::string_view content) {
    if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
    return trim(content).empty();
}

// A mark of its own, or every second byte of the first marker is 0.
bool is_utf16(std::string_view content) {
    using namespace std::string_view_literals;
    return is_one_of(content.substr(0, 2), {"\xFF\xFE", "\xFE\xFF"}) ||
           is_one_of(content.substr(0, 4), {"-\0-\0"sv, "\0-\0-"sv});
}

// Only of a file that is all certificates the text is kept: an excerpt of any other might show a key.
bool may_show_text(const PemFile& file) {
    return file.fault == PemFault::none && file.keys.empty() && file.other_blocks.empty();
}

// What people here find the file by. A path in a container is absolute, and another than the host's.
std::string host_name_of(const fs::path& file, const std::string& named) {
    if (!named.starts_with('/') || file == named) return named;
    std::error_code ignored;
    std::string near = fs::proximate(file, ignored).string();
    return ignored || near.starts_with("..") ? file.string() : near;
}

}  // namespace

PemFile parse_pem(std::string path, std::string_view content) {
    PemFile file;
    file.path = std::move(path);
    if (is_empty(content)) {
        file.fault = PemFault::empty;
    } else if (DerContent der = classify_der(content); der.fault != PemFault::none) {
        file.fault = der.fault;
        if (!der.label.empty()) file.other_blocks.push_back(std::move(der.label));
    } else if (is_utf16(content)) {
        file.fault = PemFault::utf16;
    } else {
        read_blocks(file, pem_layout(content));
    }
    const bool is_text = file.fault != PemFault::der && file.fault != PemFault::pkcs12 && file.fault != PemFault::utf16;
    file.source = std::make_shared<SourceText>(file.path, may_show_text(file) ? std::string(content)
                                                          : is_text           ? markers_only(content)
                                                                              : std::string());
    return file;
}

PemFile read_pem_file(const fs::path& file, const std::string& named) {
    auto content = os::read_file(file, file_limit);
    std::string name = host_name_of(file, named);
    PemFile answer;
    if (content) {
        answer = parse_pem(std::move(name), *content);
        cleanse(*content);
    } else {
        answer.path = std::move(name);
        answer.failure = std::move(content.error());
    }
    answer.access = os::access_of(file);
    return answer;
}

}  // namespace megactl::tls
