#pragma once

#include "core/base/source.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace megactl {

constexpr std::string_view secret_mask = "••••";

// A text that must not be seen: it prints, compares into messages and logs as ••••.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text) : text_(std::move(text)) {}

    // The text itself, for the one call that needs it. The view ends with this object.
    std::string_view reveal() const { return text_; }
    bool empty() const { return text_.empty(); }

private:
    std::string text_;
};

// Does a variable of this name hold a secret? As BuildKit asks: one of apikey, auth, credential(s), key, password,
// pword, passwd, secret, token is a whole `_`-separated part, and none of public, file, version is.
bool is_secret_name(std::string_view variable);

// Does a value only stand for a secret: `change-me`, `django-insecure-…`, `dummy`, `xxx`? Such a value may be shown.
bool is_placeholder(std::string_view value);
// And is it short enough to be no secret that happens to have such a word in it?
bool is_short_placeholder(std::string_view value);

// May it be the base64 of a certificate or a key, of DER or of PEM, also folded?
bool may_be_encoded_key(std::string_view value);

// Can this stand where the path of a file belongs? Not what is PEM, the base64 of a certificate or a key, several
// lines, or longer than any path: it may be a key, and is never shown.
bool may_be_path(std::string_view value);

// The stretches of a source line (Dockerfile, YAML, env file, Python) that hold a secret: values beside a secret's name
// which are neither empty, nor placeholders, nor taken from elsewhere (`${X}`, `env("X")`), and passwords in URLs. What
// is shown of a file is shown without them.
std::vector<Span> secret_spans(std::string_view line);

// A message without those of its words in backticks that may be a key: somebody gave it where a name belongs.
std::string mask_quoted_keys(std::string_view message);

// The text with the password of every `scheme://user:password@` masked.
std::string mask_url_passwords(std::string_view text);

}  // namespace megactl

template <>
struct fmt::formatter<megactl::Secret> : fmt::formatter<std::string_view> {
    auto format(const megactl::Secret& /*secret*/, fmt::format_context& context) const {
        return fmt::formatter<std::string_view>::format(megactl::secret_mask, context);
    }
};
