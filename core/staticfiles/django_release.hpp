#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace megactl::staticfiles {

// The releases of Django that differ in what becomes of files and names, oldest first.
enum class DjangoRelease { v3_2, v4_2, v5_2, v6_0, v6_1 };

// `5.2`; nothing for others.
std::optional<DjangoRelease> django_release(std::string_view text);
// The one whose rules a release follows: 5.1 does as 4.2.
DjangoRelease nearest_release(int major, int minor);
// `3.2, 4.2, …`
std::string known_django_releases();

// What decides how a file's references are rewritten.
struct RewriteRules {
    DjangoRelease release = DjangoRelease::v5_2;
    bool rewrites_modules = false;  // `import` and `export`, from 4.2 on
    std::string static_url = "/static/";
};

}  // namespace megactl::staticfiles
