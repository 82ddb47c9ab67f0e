#include "core/tls/pem_file.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view content(static_cast<const char*>(static_cast<const void*>(data)), size);
    const megactl::tls::PemFile file = megactl::tls::parse_pem("input", content);
    // Excerpts point at these lines.
    if (file.fault_line > file.source->line_count()) std::abort();
    for (const auto& certificate : file.certificates) {
        if (certificate.line == 0 || certificate.line > file.source->line_count()) std::abort();
    }
    for (const auto& key : file.keys) {
        if (key.line == 0 || key.line > file.source->line_count()) std::abort();
    }
    return 0;
}
