#include "cli/commands/static_packing.hpp"

#include "cli/commands/static_project.hpp"
#include "cli/context.hpp"
#include "cli/invocation.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/staticfiles/hashed_writes.hpp"
#include "core/staticfiles/pack_plan.hpp"
#include "core/staticfiles/packed_neighbours.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace megactl::cli::commands {

namespace sf = staticfiles;

namespace {

using sf::Encoding;

Encoding encoding_of(const std::string& name, const Invocation& invocation, const config::Origin& origin) {
    for (const Encoding encoding : sf::every_encoding) {
        if (name == name_of(encoding)) return encoding;
    }
    const auto kind = invocation.has("--compress") ? Error::Kind::usage : Error::Kind::input;
    throw Error(kind, fmt::format("`{}` is no encoding that files are packed in", escape_controls(name)))
        .from(origin.text())
        .help("one of gzip, br, zstd");
}

std::vector<Encoding> encodings_of(const Context& context, const Invocation& invocation, StaticProject& project) {
    std::vector<Encoding> encodings;
    if (invocation.has("--no-post-process")) return encodings;
    if (context.settings.is_said("static.compress")) {
        const config::SettingValue* said = context.settings.find("static.compress");
        for (const std::string& name : said->texts)
            encodings.push_back(encoding_of(name, invocation, said->origin));
    } else if (project.packs()) {
        encodings = {Encoding::brotli, Encoding::gzip};
    }
    return encodings;
}

bool keeps_only_hashed(const Invocation& invocation, StaticProject& project, bool has_manifest) {
    if (!invocation.has("--keep-only-hashed")) return has_manifest && project.keeps_only_hashed();
    if (has_manifest) return true;
    throw Error(Error::Kind::usage, "`--keep-only-hashed` keeps nothing where no file has a hashed name")
        .help("add `--manifest`");
}

}  // namespace

std::string_view name_of(Encoding encoding) {
    switch (encoding) {
        case Encoding::gzip: return "gzip";
        case Encoding::brotli: return "br";
        case Encoding::zstd: break;
    }
    return "zstd";
}

PackingRequest packing_of(const Context& context, const Invocation& invocation, StaticProject& project,
                          bool has_manifest) {
    PackingRequest request{.encodings = encodings_of(context, invocation, project),
                           .left_out = {},
                           .keeps_only_hashed = keeps_only_hashed(invocation, project, has_manifest)};
    if (auto said = request.encodings.empty() ? std::nullopt : project.unpacked_extensions()) {
        request.left_out = *std::move(said);
    } else {
        request.left_out.assign(sf::packed_extensions().begin(), sf::packed_extensions().end());
    }
    return request;
}

void plan_packing_as_asked(sf::CollectPlan& plan, const PackingRequest& request, const std::filesystem::path& root) {
    if (request.keeps_only_hashed) {
        std::vector<std::string> plain;
        for (sf::Transfer& file : sf::collected_files(plan))
            plain.push_back(std::move(file.destination));
        sf::keep_only_hashed(plan);
        sf::remove_packed(plan, plain, root);
    }
    if (request.encodings.empty()) return;
    const std::vector<std::string_view> left_out(request.left_out.begin(), request.left_out.end());
    sf::plan_packing(plan, request.encodings, left_out);
}

}  // namespace megactl::cli::commands
