#include "core/project/compose_reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace megactl::project::composing {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t longest_chain = 100;

// Follows `extends` from a service of one file to the bases, which merge before it.
class Extension {
public:
    Extension(Reading& reading, Pieces& pieces) : reading_(reading), pieces_(pieces) {}

    bool add(ComposeFile& file, const std::string& name) {
        std::vector<Piece> chain;
        bool is_known = true;
        std::optional<Piece> next = service_in(file, name);
        while (next) {
            chain.push_back(*next);
            next = base_of(chain, is_known);
        }
        pieces_.insert(pieces_.end(), chain.rbegin(), chain.rend());
        return is_known;
    }

private:
    static std::optional<Piece> service_in(ComposeFile& file, std::string_view name) {
        const YamlNode* services = file.document.root->find("services");
        const auto* found = services == nullptr ? nullptr : services->find_member(name);
        if (found == nullptr) return std::nullopt;
        return Piece{&file, found->first, found->second};
    }

    std::optional<Piece> base_of(const std::vector<Piece>& chain, bool& is_known) {
        const Pieces extends = member({chain.back()}, "extends");
        if (extends.empty()) return std::nullopt;
        std::optional<Piece> base = named_base(extends.back());
        const auto is_base = [&](const Piece& piece) { return base && piece.node == base->node; };
        if (base && std::ranges::any_of(chain, is_base)) {
            reading_.note(extends.back().at_key(), fmt::format("`{}` extends itself", chain.front().key->text));
            base.reset();
        } else if (chain.size() >= longest_chain) {
            reading_.note(extends.back().at_key(),
                          fmt::format("more than {} services extend one another", longest_chain));
            base.reset();
        }
        is_known = is_known && base;
        return base;
    }

    std::optional<Piece> named_base(const Piece& extends) {
        const bool is_short = extends.node->is_scalar();
        const std::string name = is_short ? fill(reading_, extends).content.text
                                          : string_of(reading_, member({extends}, "service"), "service");
        if (name.empty()) {
            reading_.note(extends.at(), "`extends` must name a service");
            return std::nullopt;
        }
        ComposeFile* file = extends.file;
        const Pieces path_pieces = is_short ? Pieces() : member({extends}, "file");
        const std::string path = string_of(reading_, path_pieces, "file");
        if (!path.empty()) {
            const fs::path whole = resolved(reading_, extends.file->folder, path);
            // A base's own relative paths begin at its file.
            file = load_file(reading_, whole, whole.parent_path(), *extends.file->names);
            if (file == nullptr) {
                reading_.note(path_pieces.back().at(), fmt::format("there is no file `{}` to extend", whole.string()));
                return std::nullopt;
            }
        }
        auto base = service_in(*file, name);
        if (!base) {
            reading_.note(extends.at(),
                          fmt::format("`{}` has no service `{}` to extend", file->document.source->name(), name));
        }
        return base;
    }

    Reading& reading_;
    Pieces& pieces_;
};

const std::pair<const YamlNode*, const YamlNode*>* member_of(const Piece& piece, std::string_view key) {
    return piece.node->is_mapping() ? piece.node->find_member(key) : nullptr;
}

}  // namespace

Pieces member(const Pieces& pieces, std::string_view key) {
    Pieces found;
    for (const Piece& piece : pieces) {
        const auto* said = member_of(piece, key);
        if (said == nullptr) continue;
        const YamlNode& value = *said->second;
        if (value.tag == "!reset" || value.tag == "!override") found.clear();
        if (value.tag == "!reset" || (value.kind == YamlNode::Kind::null && !found.empty())) continue;
        found.push_back({piece.file, said->first, said->second});
    }
    return found;
}

Pieces without_nulls(Pieces pieces) {
    std::erase_if(pieces, [](const Piece& piece) { return piece.node->kind == YamlNode::Kind::null; });
    return pieces;
}

std::optional<Piece> last_member(const Pieces& pieces, std::string_view key) {
    std::optional<Piece> last;
    for (const Piece& piece : pieces) {
        const auto* said = member_of(piece, key);
        if (said == nullptr) continue;
        last.reset();
        if (said->second->tag != "!reset") last = Piece{piece.file, said->first, said->second};
    }
    return last;
}

Pieces list_items(Reading& reading, const Pieces& pieces, std::string_view name, bool takes_scalar) {
    Pieces items;
    for (const Piece& piece : pieces) {
        if (piece.node->is_sequence()) {
            if (!reading.take(piece.node->items.size(), piece.at())) return items;
            for (const YamlNode* item : piece.node->items)
                items.push_back({piece.file, nullptr, item});
        } else if (piece.node->is_scalar() && takes_scalar) {
            items.push_back(piece);
        } else if (piece.node->kind != YamlNode::Kind::null) {
            reading.note(piece.at(), fmt::format("`{}` must be a list{}", name, takes_scalar ? " or text" : ""));
        }
    }
    return items;
}

bool service_pieces(Reading& reading, const std::string& name, Pieces& pieces) {
    bool is_known = true;
    for (ComposeFile* file : reading.layers) {
        if (!Extension(reading, pieces).add(*file, name)) is_known = false;
    }
    // `!reset` and `!override` of the whole service.
    for (std::size_t i = pieces.size(); i-- > 0;) {
        const std::string& tag = pieces[i].node->tag;
        if (tag != "!reset" && tag != "!override") continue;
        pieces.erase(pieces.begin(), pieces.begin() + static_cast<std::ptrdiff_t>(i + (tag == "!reset" ? 1 : 0)));
        break;
    }
    return is_known;
}

std::vector<std::string> service_names(Reading& reading) {
    std::vector<std::string> names;
    std::unordered_set<std::string_view> known;
    for (ComposeFile* file : reading.layers) {
        const YamlNode* services = file->document.root->find("services");
        if (services == nullptr || services->kind == YamlNode::Kind::null) continue;
        const Source& source = file->document.source;
        if (!services->is_mapping()) {
            reading.note({source, services->span}, "`services` must be a mapping");
            continue;
        }
        for (const auto& [key, value] : services->members) {
            if (key->text.starts_with("x-")) continue;
            if (!value->is_mapping() && value->kind != YamlNode::Kind::null) {
                reading.note({source, value->span}, fmt::format("the service `{}` must be a mapping", key->text));
            } else if (known.insert(key->text).second) {
                if (!reading.take(10, {source, key->span})) return names;
                names.push_back(key->text);
            }
        }
    }
    return names;
}

}  // namespace megactl::project::composing
