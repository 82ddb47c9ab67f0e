#include "core/project/compose_reading.hpp"

namespace megactl::project::composing {

namespace {

bool is_remote_context(std::string_view context) {
    return context.find("://") != std::string_view::npos || context.starts_with("git@") ||
           context.starts_with("github.com/");
}

void read_context(Reading& reading, const Pieces& pieces, BuildUse& build) {
    build.context = resolved(reading, pieces.front().file->folder, ".");
    for (const Piece& piece : pieces) {
        const Pieces said = piece.node->is_scalar() ? Pieces{piece} : member({piece}, "context");
        const auto text = text_of(reading, said, "context");
        if (!text) continue;
        build.is_remote = is_remote_context(text->content.text);
        build.context =
            build.is_remote ? text->content.text : resolved(reading, piece.file->folder, text->content.text);
    }
}

}  // namespace

std::optional<BuildUse> read_build(Reading& reading, const Pieces& service) {
    const Pieces pieces = without_nulls(member(service, "build"));
    if (pieces.empty()) return std::nullopt;
    for (const Piece& piece : pieces) {
        if (piece.node->is_sequence()) reading.note(piece.at(), "`build` is a path or a mapping");
    }
    BuildUse build;
    build.at = pieces.front().at_key();
    read_context(reading, pieces, build);
    build.target = string_of(reading, member(pieces, "target"), "target");
    build.is_inline = !member(pieces, "dockerfile_inline").empty();
    if (!build.is_inline) {
        const std::string named = string_of(reading, member(pieces, "dockerfile"), "dockerfile");
        const std::string dockerfile = named.empty() ? "Dockerfile" : named;
        build.dockerfile = build.is_remote ? dockerfile : resolved(reading, build.context, dockerfile);
    }
    for (Pair& pair : pairs_of(reading, member(pieces, "args"), "args")) {
        std::optional<std::string>& value = build.arguments[pair.name];
        value.reset();
        build.argument_places.insert_or_assign(pair.name, pair.piece.at_key());
        if (pair.value) {
            if (!pair.value->is_broken) value = std::move(pair.value->content.text);
        } else if (auto found = pair.piece.file->names->find(pair.name)) {
            value = std::move(found->value);
        }
    }
    for (const Piece& item : list_items(reading, member(pieces, "secrets"), "secrets")) {
        const Pieces source = item.node->is_mapping() ? member({item}, "source") : Pieces{item};
        const auto text = text_of(reading, source, "secrets");
        if (!text) continue;
        build.secrets.push_back(text->content.text);
        build.secret_places.insert_or_assign(text->content.text, item.at());
    }
    return build;
}

}  // namespace megactl::project::composing
