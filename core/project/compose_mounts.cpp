#include "core/base/text.hpp"
#include "core/project/compose_reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <unordered_map>

namespace megactl::project::composing {
namespace {

// Splits `SOURCE:TARGET:OPTIONS`. A colon inside `${…}` is part of a default, one behind a lone letter names a drive.
std::vector<std::string> split_fields(std::string_view text) {
    std::vector<std::string> fields(1);
    std::size_t depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i, 2) == "${") ++depth;
        if (text[i] == '}' && depth > 0) --depth;
        const bool is_drive = fields.size() == 1 && fields[0].size() == 1 && is_letter(fields[0].front());
        if (text[i] == ':' && depth == 0 && !is_drive) {
            fields.emplace_back();
        } else {
            fields.back() += text[i];
        }
    }
    return fields;
}

bool is_host_path(std::string_view source) {
    const bool is_drive = source.size() > 1 && is_letter(source.front()) && source[1] == ':';
    return is_drive || source.starts_with('/') || source.starts_with('.') || source.starts_with('~') ||
           source.starts_with("\\\\");
}

std::string without_slash(std::string path) {
    while (path.size() > 1 && path.back() == '/')
        path.pop_back();
    return path;
}

void take_options(std::string_view options, Mount& mount) {
    for (const std::string_view option : split(options, ',')) {
        if (option == "ro") mount.is_read_only = true;
        if (option == "rw") mount.is_read_only = false;
        if (option == "z" || option == "Z") mount.selinux = option.front();
        constexpr std::array<std::string_view, 16> known{
            "ro", "rw",      "z",        "Z",      "nocopy",  "consistent", "cached", "delegated",
            "U",  "private", "rprivate", "shared", "rshared", "slave",      "rslave", "copy"};
        if (!is_one_of(option, known)) mount.unknown_options.emplace_back(option);
    }
}

class MountReader {
public:
    explicit MountReader(Reading& reading) : reading_(reading) {}

    std::optional<Mount> read(const Piece& item) {
        if (item.node->is_scalar()) return short_form(item);
        if (item.node->is_mapping()) return long_form(item);
        reading_.note(item.at(), "a volume is text, or a mapping");
        return std::nullopt;
    }

    std::optional<Mount> read_tmpfs(const Piece& item) {
        const auto text = text_of(reading_, {item}, "tmpfs");
        if (!text) return std::nullopt;
        Mount mount;
        mount.kind = Mount::Kind::tmpfs;
        mount.at = item.at();
        mount.target = without_slash(text->content.text.substr(0, text->content.text.find(':')));
        return mount;
    }

private:
    std::vector<std::string> fields_of(const Piece& item) {
        std::vector<std::string> fields = split_fields(item.node->text);
        for (std::string& field : fields) {
            YamlNode part = *item.node;
            part.text = field;
            field = fill(reading_, {item.file, nullptr, &part}).content.text;
        }
        // A variable may hold more than a field: `${DATA:-./data:/data}:ro`.
        const bool is_plausible = fields.size() > 1 && fields[1].starts_with('/');
        return is_plausible ? fields : split_fields(fill(reading_, item).content.text);
    }

    std::optional<Mount> short_form(const Piece& item) {
        if (has_broken_template(reading_, item)) return std::nullopt;
        const std::vector<std::string> fields = fields_of(item);
        if (std::ranges::any_of(fields, &std::string::empty)) {
            reading_.note(item.at(), "a part of the volume is empty");
            return std::nullopt;
        }
        if (fields.size() > 3) {
            reading_.note(item.at(), "the volume has too many colons");
            return std::nullopt;
        }
        Mount mount;
        mount.at = item.at();
        mount.target = without_slash(fields[fields.size() == 1 ? 0 : 1]);
        mount.kind = Mount::Kind::anonymous;
        if (fields.size() > 1) {
            mount.source = fields[0];
            mount.kind = is_host_path(mount.source) ? Mount::Kind::bind : Mount::Kind::volume;
        }
        if (mount.kind == Mount::Kind::bind) find_source(item, mount);
        if (fields.size() > 2) take_options(fields[2], mount);
        return mount;
    }

    std::optional<Mount> long_form(const Piece& item) {
        if (has_broken_template(reading_, item)) return std::nullopt;
        const auto text = [&](std::string_view key) { return string_of(reading_, member({item}, key), key); };
        Mount mount;
        mount.at = item.at();
        mount.is_long_syntax = true;
        mount.source = text("source");
        mount.target = without_slash(text("target"));
        mount.is_read_only = flag_of(reading_, member({item}, "read_only"));
        const std::string type = text("type");
        mount.kind = kind_of(type, mount.source);
        if (type.empty()) reading_.note(mount.at, "a volume needs a `type`");
        if (mount.kind == Mount::Kind::bind) finish_bind(item, mount);
        return mount;
    }

    static Mount::Kind kind_of(std::string_view type, std::string_view source) {
        if (type == "bind") return Mount::Kind::bind;
        if (type == "tmpfs") return Mount::Kind::tmpfs;
        if (type == "volume" || type.empty()) return source.empty() ? Mount::Kind::anonymous : Mount::Kind::volume;
        return Mount::Kind::other;
    }

    // Whether it is there can be told of what lies in the project alone; the rest is the business of the host that runs
    // it.
    void find_source(const Piece& item, Mount& mount) {
        mount.host_path = resolved(reading_, item.file->folder, mount.source);
        const std::filesystem::path path = mount.host_path;
        const bool is_inside = !path.empty() && path.is_relative() && *path.begin() != ".." && *path.begin() != "~";
        const Tree& tree = reading_.tree;
        mount.is_missing = is_inside && tree.covers(path) && !tree.is_file(path) && !tree.is_directory(path);
    }

    void finish_bind(const Piece& item, Mount& mount) {
        if (mount.source.empty()) reading_.note(mount.at, "a bind mount needs a `source`");
        find_source(item, mount);
        const Pieces bind = member({item}, "bind");
        mount.creates_source = flag_of(reading_, member(bind, "create_host_path"));
        const Pieces label = member(bind, "selinux");
        const std::string selinux = string_of(reading_, label, "selinux");
        if (selinux == "z" || selinux == "Z") mount.selinux = selinux.front();
        if (!selinux.empty() && mount.selinux == 0) {
            reading_.note(label.back().at(), fmt::format("`{}` is no label: `z` and `Z` are", selinux));
        }
    }

    Reading& reading_;
};

// Later files replace what earlier ones mount at the same place.
class Mounts {
public:
    void add(std::optional<Mount> mount) {
        if (!mount) return;
        const auto [known, is_new] = places_.try_emplace(mount->target, mounts_.size());
        if (is_new) {
            mounts_.push_back(*std::move(mount));
        } else {
            mounts_[known->second] = *std::move(mount);
        }
    }
    std::vector<Mount> take() { return std::move(mounts_); }

private:
    std::vector<Mount> mounts_;
    std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace

std::vector<Mount> read_mounts(Reading& reading, const Pieces& service) {
    MountReader reader(reading);
    Mounts mounts;
    for (const Piece& item : list_items(reading, member(service, "volumes"), "volumes"))
        mounts.add(reader.read(item));
    for (const Piece& item : list_items(reading, member(service, "tmpfs"), "tmpfs", true)) {
        mounts.add(reader.read_tmpfs(item));
    }
    return mounts.take();
}

}  // namespace megactl::project::composing
