#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/project/compose_reading.hpp"
#include "core/project/sample_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace megactl::project::composing {
namespace {

// The variables of one service, one entry a name.
class Variables {
public:
    explicit Variables(Service& service) : service_(service) {}

    void set(ContainerVariable variable) {
        const auto [known, is_new] = places_.try_emplace(variable.name, service_.environment.size());
        if (is_new) {
            service_.environment.push_back(std::move(variable));
        } else {
            service_.environment[known->second] = std::move(variable);
        }
    }
    // For a lower rank: `environment` stands above env files.
    bool has(const std::string& name, ContainerVariable::Kind kind) const {
        const auto known = places_.find(name);
        return known != places_.end() && service_.environment[known->second].kind == kind;
    }
    const ContainerVariable* find(std::string_view name) const {
        const auto known = places_.find(std::string(name));
        return known == places_.end() ? nullptr : &service_.environment[known->second];
    }

private:
    Service& service_;
    std::unordered_map<std::string, std::size_t> places_;
};

// `True` without quotes is a boolean, which Compose writes out as `true`.
void render_boolean(const YamlNode& node, std::string& text) {
    const std::string small = lower(text);
    if (is_number_or_boolean(node) && (small == "true" || small == "false")) text = small;
}

std::optional<Pair> pair_of_member(Reading& reading, const Piece& value, std::string_view name) {
    Pair pair{value, value.key->text, std::nullopt, nullptr, false};
    if (value.node->is_scalar()) {
        pair.value = fill(reading, value);
        render_boolean(*value.node, pair.value->content.text);
    } else if (value.node->kind != YamlNode::Kind::null) {
        reading.note(value.at(),
                     fmt::format("`{}` in `{}` must be text, a number, a boolean or null", pair.name, name));
        return std::nullopt;
    }
    return pair;
}

std::optional<Pair> pair_of_item(Reading& reading, const Piece& item, std::string_view name) {
    if (!item.node->is_scalar() || is_number_or_boolean(*item.node)) {
        reading.note(item.at(), fmt::format("an item of `{}` must be text, as `KEY=value`", name));
        return std::nullopt;
    }
    Filled filled = fill(reading, item);
    Pair pair{item, filled.content.text, std::nullopt, nullptr, true};
    if (const std::size_t equals = pair.name.find('='); equals != std::string::npos) {
        pair.name.resize(equals);
        filled.content.text.erase(0, equals + 1);
        pair.value = std::move(filled);
    }
    return pair;
}

class Pairs {
public:
    void add(std::optional<Pair> pair, const YamlNode& within) {
        if (!pair || pair->name.empty()) return;
        pair->within = &within;
        pairs_.push_back(*std::move(pair));
    }
    // `KEY: !reset`: what was said of it before counts no more.
    void reset(const std::string& name) { resets_[name] = pairs_.size(); }

    std::vector<Pair> take() {
        if (resets_.empty()) return std::move(pairs_);
        std::vector<Pair> kept;
        for (std::size_t i = 0; i < pairs_.size(); ++i) {
            const auto reset = resets_.find(pairs_[i].name);
            if (reset == resets_.end() || i >= reset->second) kept.push_back(std::move(pairs_[i]));
        }
        return kept;
    }

private:
    std::vector<Pair> pairs_;
    std::unordered_map<std::string, std::size_t> resets_;
};

ContainerVariable variable_of(Pair& pair) {
    ContainerVariable variable;
    variable.name = pair.name;
    variable.at = pair.is_list_item ? pair.piece.at() : pair.piece.at_key();
    if (pair.value) {
        variable.interpolations = std::move(pair.value->content.interpolations);
        if (!pair.value->is_broken) variable.value = std::move(pair.value->content.text);
        return variable;
    }
    variable.is_passthrough = true;
    auto found = pair.piece.file->names->find(pair.name);
    variable.is_set = found.has_value();
    if (found) {
        variable.value = std::move(found->value);
        variable.passed_by = found->source;
    }
    return variable;
}

void note_repeated(Service& service, std::unordered_map<std::string, Location>& seen, const std::string& name,
                   const Location& at) {
    const auto [known, is_new] = seen.try_emplace(name, at);
    if (is_new) return;
    service.repeated.push_back({name, known->second, at});
    known->second = at;
}

EnvFileUse env_file_use(Reading& reading, const Piece& item) {
    EnvFileUse use;
    use.at = item.at();
    const Pieces path = item.node->is_mapping() ? member({item}, "path") : Pieces{item};
    const std::string text = string_of(reading, path, "env_file");
    if (text.empty()) return use;
    use.path = resolved(reading, item.file->folder, text);
    if (!item.node->is_mapping()) return use;
    use.is_required = flag_of(reading, member({item}, "required"), true);
    const Pieces format_pieces = member({item}, "format");
    const std::string format = string_of(reading, format_pieces, "format");
    use.is_raw = format == "raw";
    if (!format.empty() && !use.is_raw) {
        reading.note(format_pieces.back().at(), fmt::format("`{}` is no format of an env file: `raw` is one", format));
    }
    return use;
}

void read_env_file_uses(Reading& reading, const Pieces& pieces, Service& service) {
    for (const Piece& item : list_items(reading, member(pieces, "env_file"), "env_file", true)) {
        if (has_broken_template(reading, item)) continue;
        EnvFileUse use = env_file_use(reading, item);
        if (use.path.empty()) {
            reading.note(use.at, "this `env_file` names no file");
            service.is_unknown = true;
        } else if (std::ranges::find(service.env_files, use.path, &EnvFileUse::path) == service.env_files.end()) {
            service.env_files.push_back(std::move(use));
        }
    }
}

// An env file that is there and can't be read is told of, and the check goes on.
void open_env_file(Reading& reading, EnvFileUse& use, Service& service) {
    if (!reading.tree.covers(use.path)) {
        service.is_unknown = true;
        return;
    }
    if (reading.tree.is_denied(use.path)) {  // told of as a part that nobody looked at
        service.is_unknown = true;
        return;
    }
    try {
        use.source = reading.tree.read(use.path);
        use.is_missing = use.source == nullptr;
        if (use.is_missing && !std::filesystem::path(use.path).is_absolute())
            use.sample = sample_beside(reading.tree, use.path);
    } catch (const Error& error) {
        reading.note(use.at, error.message());
        service.is_unknown = true;
    }
    if (use.source == nullptr) return;
    const std::size_t size = use.source->text().size();
    if (size > reading.bytes_left()) {
        reading.note(use.at, "the env files together are too large to be read");
        service.is_unknown = true;
        use.source = nullptr;
        return;
    }
    reading.bytes_left() -= size;
}

void set_entry(Variables& variables, const config::EnvEntry& entry, const Source& source, const Names& names) {
    if (variables.has(entry.name, ContainerVariable::Kind::environment)) return;
    ContainerVariable variable;
    variable.name = entry.name;
    variable.kind = ContainerVariable::Kind::env_file;
    variable.value = entry.value;
    variable.at = {source, entry.span};
    if (!entry.value) {
        auto found = names.find(entry.name);
        // A bare key that nobody supplies adds nothing.
        if (!found) return;
        variable.is_passthrough = true;
        variable.value = std::move(found->value);
        variable.passed_by = found->source;
    }
    variables.set(std::move(variable));
}

// Parsed once for all services, unless its values ask each of them. Stays until the next call.
const config::EnvFile& parsed(Reading& reading, const Source& source, config::Dialect dialect,
                              const config::EnvLookup& outside) {
    const auto [entry, is_new] = reading.plain_env_files.try_emplace({source, dialect});
    if (is_new || source->text().find('$') != std::string_view::npos)
        entry->second = config::parse_env_file(source, dialect, outside);
    return entry->second;
}

void read_env_file(Reading& reading, EnvFileUse& use, const Names& names, Variables& variables, Service& service) {
    open_env_file(reading, use, service);
    if (use.source == nullptr) return;
    // Compose asks the caller and `.env`, then the service's own `environment`, then the entries before.
    const auto outside = [&](std::string_view name) -> std::optional<std::string> {
        if (auto found = names.find(name)) return std::move(found->value);
        const ContainerVariable* own = variables.find(name);
        return own != nullptr ? own->value : std::nullopt;
    };
    const auto dialect = use.is_raw ? config::Dialect::docker_run : config::Dialect::compose;
    const config::EnvFile& file = parsed(reading, use.source, dialect, outside);
    for (const config::EnvProblem& problem : file.problems)
        reading.note({use.source, problem.span}, problem.reason);
    std::unordered_map<std::string, Location> seen;
    for (const config::EnvEntry& entry : file.entries) {
        if (!reading.take(1, use.at)) return;
        note_repeated(service, seen, entry.name, {use.source, entry.span});
        set_entry(variables, entry, use.source, names);
    }
}

}  // namespace

std::vector<Pair> pairs_of(Reading& reading, const Pieces& pieces, std::string_view name) {
    Pairs pairs;
    for (const Piece& piece : pieces) {
        if (piece.node->is_mapping()) {
            if (!reading.take(piece.node->members.size(), piece.at())) break;
            for (const auto& [key, value] : piece.node->members) {
                if (value->tag == "!reset") {
                    pairs.reset(key->text);
                } else {
                    pairs.add(pair_of_member(reading, {piece.file, key, value}, name), *piece.node);
                }
            }
        } else if (piece.node->is_sequence()) {
            for (const Piece& item : list_items(reading, {piece}, name)) {
                pairs.add(pair_of_item(reading, item, name), *piece.node);
            }
        } else if (piece.node->kind != YamlNode::Kind::null) {
            reading.note(piece.at(), fmt::format("`{}` must be a mapping or a list", name));
        }
    }
    return pairs.take();
}

void read_environment(Reading& reading, const Pieces& service_pieces, Service& service) {
    Variables variables(service);
    std::unordered_map<std::string, Location> seen;
    const YamlNode* within = nullptr;
    for (Pair& pair : pairs_of(reading, member(service_pieces, "environment"), "environment")) {
        if (std::exchange(within, pair.within) != pair.within) seen.clear();
        ContainerVariable variable = variable_of(pair);
        if (pair.is_list_item) note_repeated(service, seen, pair.name, variable.at);
        variables.set(std::move(variable));
    }
    read_env_file_uses(reading, service_pieces, service);
    for (EnvFileUse& use : service.env_files) {
        read_env_file(reading, use, *service_pieces.back().file->names, variables, service);
    }
}

}  // namespace megactl::project::composing
