// Templates and manifests of any kind: reading ends, and the paths a template asks for are texts in it.

#include "core/staticfiles/asked_entry.hpp"
#include "core/staticfiles/promised_hash.hpp"
#include "core/staticfiles/read_manifest.hpp"
#include "core/staticfiles/template_scan.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace megactl::staticfiles;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    for (const StaticName& name : static_names(text)) {
        if (name.at.end > text.size() || text.substr(name.at.begin, name.at.end - name.at.begin) != name.path)
            std::abort();
        static_cast<void>(asked_entry(name.path));
    }
    if (const auto entries = read_manifest(text)) {
        for (const ManifestEntry& entry : *entries)
            static_cast<void>(promised_hash(entry));
    }
    return 0;
}
