#include "core/staticfiles/verify_packed.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/os/file.hpp"
#include "core/staticfiles/content_hash.hpp"
#include "core/staticfiles/ignore.hpp"
#include "core/staticfiles/parallel.hpp"
#include "core/staticfiles/promised_hash.hpp"
#include "core/staticfiles/root.hpp"
#include "core/staticfiles/unpacking.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace megactl::staticfiles {
namespace {

class PackedVerification {
public:
    PackedVerification(std::span<const ManifestEntry> manifest, const VerifyOptions& options)
        : options_(options), files_(list_root(options.root, {}, options.stop).files) {
        for (const auto& [path, name] : manifest) {
            named_.insert(normal_path(path));
            named_.insert(normal_path(name));
        }
        std::ranges::sort(files_);
        for (const std::string& file : files_) {
            if (encoding_in_name(file) && !named_.contains(file)) packed_.push_back({.file = file});
        }
    }

    VerifiedPacked run() {
        ByPlain by_plain;
        for (PackedFile& packed : packed_)
            by_plain[std::string(unpacked_name(packed.file))].push_back(&packed);
        std::vector<const Neighbours*> all;
        for (const Neighbours& neighbours : by_plain)
            all.push_back(&neighbours);
        run_parallel(all.size(), options_.threads, options_.stop,
                     [&](const std::stop_token&) -> Work { return [&](std::size_t index) { look_at(*all[index]); }; });
        VerifiedPacked verified;
        for (PackedFile& packed : packed_) {
            if (packed.is_orphan)
                verified.orphans.push_back(std::move(packed.file));
            else if (!packed.why.empty())
                verified.problems.push_back({std::move(packed.file), std::move(packed.why)});
        }
        return verified;
    }

private:
    struct PackedFile {
        std::string file;
        std::string why{};
        bool is_orphan = false;
    };
    // By the file that they were packed from.
    using ByPlain = std::map<std::string, std::vector<PackedFile*>>;
    using Neighbours = ByPlain::value_type;

    // Nothing where it is too large to be compared.
    std::optional<std::string> read(const std::string& file) const {
        auto content = os::read_file(options_.root / file, packable_limit);
        if (content) return *std::move(content);
        if (content.error().reason == os::ReadFailure::Reason::too_large) return std::nullopt;
        throw Error(Error::Kind::input,
                    fmt::format("can't read `{}`: {}", escape_controls(fmt::format("{}/{}", options_.root_name, file)),
                                escape_controls(content.error().explanation)));
    }

    bool is_there(std::string_view file) const {
        return std::ranges::binary_search(files_, file, {},
                                          [](const std::string& name) -> std::string_view { return name; });
    }

    void look_at(const Neighbours& neighbours) const {
        const auto& [plain, packed] = neighbours;
        if (!is_there(plain)) {
            for (PackedFile* const file : packed)
                file->is_orphan = named_.contains(plain) || holds_hash_of(plain, *file);
        } else if (const auto content = read(plain)) {
            for (PackedFile* const file : packed)
                compare(*file, *content);
        }
    }

    void compare(PackedFile& packed, const std::string& content) const {
        const auto bytes = read(packed.file);
        if (!bytes) return;
        const auto unpacked = unpack(*encoding_in_name(packed.file), *bytes, Bytes{content.size()});
        if (!unpacked) {
            packed.why = unpacked.error().reason;
        } else if (*unpacked != content) {
            packed.why = "it unpacks to another content";
        }
    }

    // Does what it unpacks to have this name?
    bool holds_hash_of(const std::string& plain, const PackedFile& packed) const {
        const auto hash = hash_in_name(plain);
        const auto bytes = hash ? read(packed.file) : std::nullopt;
        if (!bytes) return false;
        const auto unpacked = unpack(*encoding_in_name(packed.file), *bytes, packable_limit);
        return unpacked && content_hash(*unpacked) == *hash;
    }

    const VerifyOptions& options_;
    std::vector<std::string> files_;
    std::unordered_set<std::string> named_;
    std::vector<PackedFile> packed_;
};

}  // namespace

VerifiedPacked verify_packed(std::span<const ManifestEntry> manifest, const VerifyOptions& options) {
    return PackedVerification(manifest, options).run();
}

}  // namespace megactl::staticfiles
