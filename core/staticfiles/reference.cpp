#include "core/staticfiles/reference.hpp"

#include "core/staticfiles/hashed_name.hpp"
#include "core/staticfiles/ignore.hpp"
#include "core/staticfiles/python_text.hpp"

#include <algorithm>
#include <utility>

namespace megactl::staticfiles {
namespace {

// `[a-z]+:`, lower case alone.
bool has_scheme(std::string_view url) {
    std::size_t length = 0;
    while (length < url.size() && url[length] >= 'a' && url[length] <= 'z')
        ++length;
    return length > 0 && length < url.size() && url[length] == ':';
}

bool leads_elsewhere(std::string_view url, const RewriteRules& rules) {
    if (has_scheme(url)) return true;
    if (rules.release >= DjangoRelease::v5_2 && url.starts_with("//")) return true;
    return url.starts_with('/') && !url.starts_with(rules.static_url);
}

std::string_view folder_of(std::string_view file) {
    const std::size_t slash = file.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : file.substr(0, slash + 1);
}

std::string_view after_last_slash(std::string_view text) {
    return text.substr(text.rfind('/') + 1);  // npos + 1 is 0
}

// Where a path leads, and how that is called once hashed.
class Target {
public:
    Target(std::string path, StaticNames& names) : path_(std::move(path)), names_(names) {}

    Resolution resolve() {
        const WithoutFragment clean = without_fragment(path_);
        Resolution result{.kind = Resolution::Kind::replaced, .url = {}, .target = clean.url};
        if (split_url(clean.url).path.ends_with('/')) {
            result.url = path_;
        } else {
            look_up(normal_path(clean.url), result);
        }
        if (result.kind != Resolution::Kind::replaced) return result;
        result.url = std::string(after_last_slash(result.url));
        if (result.url == ".") result.url.clear();  // the root itself
        if (!clean.fragment.empty()) result.url += '#' + clean.fragment;
        return result;
    }

private:
    void look_up(const std::string& key, Resolution& result) {
        result.target = key;
        if (auto name = names_.hashed(key)) {
            result.url = *std::move(name);
            return;
        }
        result.target = opened_path(key);
        const StaticNames::Plain plain = names_.plain(result.target);
        switch (plain.kind) {
            case StaticNames::Plain::Kind::missing: result.kind = Resolution::Kind::missing; return;
            case StaticNames::Plain::Kind::outside: result.kind = Resolution::Kind::outside; return;
            case StaticNames::Plain::Kind::folder: result.url = key; return;
            case StaticNames::Plain::Kind::file: break;
        }
        result.url = hashed_name(key, plain.hash);
        result.is_plain_hash = true;
    }

    std::string path_;
    StaticNames& names_;
};

}  // namespace

Resolution resolve(std::string_view url, std::string_view file, const RewriteRules& rules, StaticNames& names) {
    if (leads_elsewhere(url, rules)) return {};
    const WithoutFragment parts = without_fragment(url);
    const std::string& path = parts.url;
    if (path.empty() && rules.release >= DjangoRelease::v4_2) return {};
    std::string target;
    if (path.starts_with('/')) {
        target = path.substr(std::min(path.size(), rules.static_url.size()));
    } else {
        target = std::string(folder_of(file)) + path;
    }
    Resolution result = Target(unquoted(target), names).resolve();
    if (result.kind != Resolution::Kind::replaced) return result;
    // The way to the file stays as it is written.
    const std::size_t slash = path.rfind('/');
    std::string renamed = slash == std::string::npos ? std::string{} : path.substr(0, slash + 1);
    renamed += result.url;
    if (!parts.fragment.empty()) {
        renamed += (url.find("?#") == std::string_view::npos ? "#" : "?#") + parts.fragment;
    }
    result.url = unquoted(renamed);
    return result;
}

}  // namespace megactl::staticfiles
