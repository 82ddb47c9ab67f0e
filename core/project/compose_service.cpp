#include "core/base/text.hpp"
#include "core/project/compose_reading.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace megactl::project::composing {
namespace {

// The words of a command line as a shell would cut it, without anything else a shell does. False where a quote is open.
bool split_words(std::string_view text, std::vector<std::string>& words) {
    char quote = 0;
    bool is_word = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote == 0 && is_space(c)) {
            is_word = false;
            continue;
        }
        if (!is_word) words.emplace_back();
        is_word = true;
        const bool escapes = c == '\\' && quote != '\'' && i + 1 < text.size() &&
                             (quote == 0 || text[i + 1] == '"' || text[i + 1] == '\\' || text[i + 1] == '$');
        if (escapes) {
            words.back() += text[++i];
        } else if (quote == 0 && (c == '"' || c == '\'')) {
            quote = c;
        } else if (c == quote) {
            quote = 0;
        } else {
            words.back() += c;
        }
    }
    return quote == 0;
}

std::vector<std::string> read_words(Reading& reading, const std::optional<Piece>& piece, std::string_view name) {
    std::vector<std::string> words;
    if (!piece || piece->node->kind == YamlNode::Kind::null) return words;
    if (piece->node->is_scalar()) {
        const auto text = text_of(reading, {*piece}, name);
        if (!split_words(text->content.text, words)) {
            reading.note(piece->at(), fmt::format("a quote in `{}` is never closed", name));
        }
        return words;
    }
    for (const Piece& item : list_items(reading, {*piece}, name, true)) {
        if (auto text = text_of(reading, {item}, name)) words.push_back(std::move(text->content.text));
    }
    return words;
}

void read_profiles(Reading& reading, const Pieces& pieces, Service& service) {
    for (const Piece& item : list_items(reading, member(pieces, "profiles"), "profiles")) {
        const std::string profile = string_of(reading, {item}, "profiles");
        const bool is_known = std::ranges::find(service.profiles, profile) != service.profiles.end();
        if (!profile.empty() && !is_known) service.profiles.push_back(profile);
    }
}

void read_labels(Reading& reading, const Pieces& pieces, Service& service) {
    service.label_disabled = flag_of(reading, member(pieces, "privileged"));
    for (const Piece& item : list_items(reading, member(pieces, "security_opt"), "security_opt")) {
        const std::string option = string_of(reading, {item}, "security_opt");
        if (option == "label=disable" || option == "label:disable") service.label_disabled = true;
    }
}

// The file that the top-level section, `secrets` or `configs`, makes one of; empty where it is made of anything else.
std::string granted_source(Reading& reading, std::string_view section, std::string_view name) {
    Pieces roots;
    for (ComposeFile* layer : reading.layers)
        roots.push_back({layer, nullptr, layer->document.root});
    const Pieces file = member(member(member(roots, section), name), "file");
    const auto path = text_of(reading, file, "file");
    const bool is_known = path && !path->is_broken && !path->content.text.empty();
    return is_known ? resolved(reading, file.back().file->folder, path->content.text) : std::string();
}

std::vector<GrantedFile> read_granted(Reading& reading, const Pieces& pieces, std::string_view section) {
    std::vector<GrantedFile> files;
    for (const Piece& item : list_items(reading, member(pieces, section), section)) {
        const bool is_long = item.node->is_mapping();
        const std::string name = string_of(reading, is_long ? member({item}, "source") : Pieces{item}, section);
        std::string target = is_long ? string_of(reading, member({item}, "target"), "target") : std::string();
        if (target.empty()) target = section == "configs" && !name.empty() ? "/" + name : name;
        if (target.empty()) continue;
        files.push_back({std::move(target), item.at(), granted_source(reading, section, name)});
    }
    return files;
}

// Was something not understood in the part of the file that holds the service?
bool is_cut(const Piece& piece) {
    return !piece.file->document.is_complete || piece.file->cut_services.contains(piece.key->text);
}

// Is a value not known that decides how the service is run? One of its environment is that variable's alone:
// `${NAME:?set it}` leaves the rest to be judged.
bool has_broken_part(Reading& reading, const Piece& piece) {
    if (!piece.node->is_mapping()) return has_broken_template(reading, piece);
    bool is_broken = false;
    for (const auto& [key, value] : piece.node->members) {
        if (key->text.starts_with("x-")) continue;
        const bool is_this = has_broken_template(reading, {piece.file, key, value});
        if (is_this && key->text != "environment") is_broken = true;
    }
    return is_broken;
}

}  // namespace

std::optional<Service> read_service(Reading& reading, const std::string& name) {
    Service service;
    service.name = name;
    Pieces pieces;
    service.is_unknown = !service_pieces(reading, name, pieces);
    if (pieces.empty()) return std::nullopt;
    for (const Piece& piece : pieces) {
        if (has_broken_part(reading, piece) || is_cut(piece)) service.is_unknown = true;
    }
    const auto own = std::ranges::find_if(pieces, [&](const Piece& piece) {
        return std::ranges::find(reading.layers, piece.file) != reading.layers.end() && piece.key->text == name;
    });
    service.at = (own == pieces.end() ? pieces.back() : *own).at_key();
    if (auto image = text_of(reading, member(pieces, "image"), "image")) service.image = std::move(image->content);
    service.build = read_build(reading, pieces);
    read_environment(reading, pieces, service);
    service.secrets = read_granted(reading, pieces, "secrets");
    service.configs = read_granted(reading, pieces, "configs");
    service.mounts = read_mounts(reading, pieces);
    service.dependencies = read_dependencies(reading, pieces);
    read_health_check(reading, pieces, service);
    read_ports(reading, pieces, service);
    service.pull_policy = string_of(reading, member(pieces, "pull_policy"), "pull_policy");
    const auto command = last_member(pieces, "command");
    if (command) service.command_at = command->at();
    service.command = read_words(reading, command, "command");
    service.entrypoint = read_words(reading, last_member(pieces, "entrypoint"), "entrypoint");
    service.user = string_of(reading, member(pieces, "user"), "user");
    read_profiles(reading, pieces, service);
    read_labels(reading, pieces, service);
    if (reading.is_used_up()) service.is_unknown = true;
    return service;
}

}  // namespace megactl::project::composing
