#include "core/base/secret.hpp"

#include "core/base/text.hpp"
#include "core/base/unnamed_secrets.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace megactl {
namespace {

constexpr std::array<std::string_view, 10> secret_words{"apikey",   "auth",   "credential", "credentials", "key",
                                                        "password", "passwd", "pword",      "secret",      "token"};
constexpr std::array<std::string_view, 4> public_words{"public", "publishable", "file", "version"};

}  // namespace

bool is_secret_name(std::string_view variable) {
    const std::string name = lower(variable);
    bool is_secret = false;
    for (const std::string_view part : split(name, '_')) {
        if (std::ranges::find(public_words, part) != public_words.end()) return false;
        is_secret = is_secret || std::ranges::find(secret_words, part) != secret_words.end();
    }
    return is_secret;
}

bool is_placeholder(std::string_view value) {
    constexpr std::array<std::string_view, 15> signs{"change", "changeme",  "changethis", "placeholder", "example",
                                                     "dummy",  "insecure",  "replace",    "replaceme",   "your",
                                                     "fake",   "notsecret", "unsafe",     "todo",        "supersecret"};
    constexpr std::array<std::string_view, 9> whole{"secret", "password", "test", "build",       "none",
                                                    "null",   "key",      "x",    "not-a-secret"};
    if (value.empty()) return false;
    const auto is_plain = [](char c) { return is_name_character(c) || c == ' ' || c == '-'; };
    const bool is_in_brackets = value.size() > 2 && value.front() == '<' && value.back() == '>';
    if (is_in_brackets && std::ranges::all_of(value.substr(1, value.size() - 2), is_plain)) return true;
    // `xxx`, `***`, `...`: one character again and again.
    if (value.find_first_not_of(value.front()) == std::string_view::npos) return true;
    const std::string text = lower(value);
    if (std::ranges::find(whole, text) != whole.end()) return true;
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t end = begin;
        while (end < text.size() && is_letter(text[end]))
            ++end;
        const std::string_view word = std::string_view(text).substr(begin, end - begin);
        if (std::ranges::find(signs, word) != signs.end()) return true;
        begin = end + 1;
    }
    return false;
}

bool is_short_placeholder(std::string_view value) {
    constexpr std::size_t longest = 40;
    return value.size() <= longest && is_placeholder(value);
}

namespace {

// May a variable of this name hold a secret? Wider than is_secret_name: to mask too much harms less than to show.
bool may_hold_secret(std::string_view variable) {
    constexpr std::array<std::string_view, 8> signs{"password", "passwd",     "passphrase", "secret",
                                                    "token",    "credential", "apikey",     "private"};
    constexpr std::array<std::string_view, 5> parts{"key", "pass", "pwd", "pword", "auth"};
    // Only as the last word: `SESSION_COOKIE_SECURE` and `PIN_THREADS` are plain settings.
    constexpr std::array<std::string_view, 3> last_words{"salt", "pin", "cookie"};
    const std::string name = lower(variable);
    const auto is_in_name = [&](std::string_view sign) { return name.find(sign) != std::string::npos; };
    const auto is_sign = [&](std::string_view part) { return std::ranges::find(parts, part) != parts.end(); };
    const auto is_public = [](std::string_view part) { return part == "public" || part == "version"; };
    const auto words = split(name, '_');
    if (std::ranges::any_of(words, is_public)) return false;
    return std::ranges::any_of(signs, is_in_name) || std::ranges::any_of(words, is_sign) ||
           is_one_of(words.back(), last_words);
}

// A placeholder; a path to a file. Both may be shown.
bool is_harmless(std::string_view value) {
    if (value.empty() || is_short_placeholder(value)) return true;
    constexpr std::array<std::string_view, 6> endings{".pem", ".key", ".crt", ".txt", ".json", ".env"};
    const bool is_path = value.front() == '/' || value.starts_with("./");
    const auto ends_value = [&](std::string_view ending) { return value.ends_with(ending); };
    return is_path && (value.starts_with("/run/secrets/") || std::ranges::any_of(endings, ends_value));
}

// A text between quotes that begins at `begin`; a backslash keeps a quote from ending it.
Span quoted_at(std::string_view line, std::size_t begin) {
    std::size_t end = begin + 1;
    while (end < line.size() && line[end] != line[begin])
        end += line[end] == '\\' ? 2U : 1U;
    return {begin + 1, std::min(end, line.size())};
}

// Of what stands behind `scheme://`: the password of `user:password@host`.
std::optional<Span> password_of(std::string_view url) {
    if (url.empty()) return std::nullopt;
    const std::size_t at = url.rfind('@');
    const std::size_t colon = url.find(':');
    const std::size_t slash = url.find('/');
    const std::string_view port = url.substr(std::min(colon, url.size() - 1) + 1);
    const bool is_port = slash < at && port.find_first_not_of("0123456789") == port.find('/');
    const bool has_password = at != std::string_view::npos && colon < slash && colon + 1 < at && !is_port;
    if (!has_password || url[colon + 1] == '$') return std::nullopt;
    return Span{colon + 1, at};
}

// Those of `?sslpassword=…&token=…` from `from` on.
void add_secret_parameters(std::string_view url, std::size_t from, std::vector<Span>& spans) {
    for (std::size_t at = url.find('?', from); at < url.size(); at = url.find('&', at)) {
        const std::size_t name = ++at;
        const std::size_t end = std::min(url.find_first_of("&#", name), url.size());
        const std::size_t equals = std::min(url.substr(0, end).find('=', name), end);
        if (equals == end || equals + 1 == end || url[equals + 1] == '$') continue;
        const std::string word = lower(url.substr(name, equals - name));
        if (is_secret_name(word) || word.ends_with("password")) spans.push_back({equals + 1, end});
    }
}

// The secrets of every URL in `text`, in order.
std::vector<Span> url_secrets(std::string_view text) {
    std::vector<Span> spans;
    for (std::size_t from = text.find("://"); from != std::string_view::npos; from = text.find("://", from)) {
        const std::size_t begin = from + 3;
        // People leave `/`, `?` and `#` of a password as they are, so it goes to the last `@` of the word.
        from = std::min(text.find_first_of(", \t\n\"'", begin), text.size());
        const std::string_view url = text.substr(begin, from - begin);
        std::vector<Span> found;
        const auto password = password_of(url);
        if (password) found.push_back(*password);
        add_secret_parameters(url, password ? password->end : 0, found);
        for (const Span span : found)
            spans.push_back({begin + span.begin, begin + span.end});
    }
    return spans;
}

class SecretScan {
public:
    explicit SecretScan(std::string_view line) : line_(line) {}

    std::vector<Span> run() && {
        for (std::size_t at = 0; at < line_.size();) {
            if (!is_name_character(line_[at])) {
                ++at;
                continue;
            }
            const std::size_t begin = at;
            while (at < line_.size() && is_name_character(line_[at]))
                ++at;
            if (may_hold_secret(line_.substr(begin, at - begin))) at = std::max(at, take_value(begin, at));
        }
        add_url_passwords();
        const std::vector<Span> unnamed = unnamed_secrets(line_);
        spans_.insert(spans_.end(), unnamed.begin(), unnamed.end());
        std::ranges::sort(spans_, {}, &Span::begin);
        // An address within a value is met twice.
        const auto repeated = std::ranges::unique(spans_, [](Span a, Span b) { return b.begin < a.end; });
        spans_.erase(repeated.begin(), repeated.end());
        return std::move(spans_);
    }

private:
    bool is_at(std::size_t at, std::string_view characters) const {
        return at < line_.size() && characters.find(line_[at]) != std::string_view::npos;
    }

    std::size_t skip_blanks(std::size_t at) const {
        while (is_at(at, " \t"))
            ++at;
        return at;
    }

    // What belongs to the name before `at`; where the scan goes on.
    std::size_t take_value(std::size_t begin, std::size_t at) {
        if (begin >= 2 && line_.substr(begin - 2, 2) == "${") return take_reference(begin - 2);
        const bool is_quoted_name = is_at(at, "\"'");
        if (is_quoted_name) ++at;
        const std::size_t separator = skip_blanks(at);
        if (is_quoted_name && is_at(separator, ",")) return take_literals(separator, 1);
        if (is_at(separator, "=:")) return take_assigned(begin, skip_blanks(separator + 1), line_[separator]);
        if (separator > at && takes_blank(begin)) return add({separator, line_.size()});
        return at;
    }

    // Names whose value stands behind a blank: `ENV X value`, `--password value`, and a line that forgot its `=`.
    bool takes_blank(std::size_t name) const {
        const std::string_view before = trim(line_.substr(0, name));
        if (before.empty() || before == "export" || before == "set" || before.ends_with("--")) return true;
        return equal_ignoring_case(before, "ENV") || equal_ignoring_case(before, "ARG");
    }

    // The first argument of `env("SECRET_KEY")`, in capitals as variables are.
    bool names_variable(Span literal) const {
        const std::string_view text = line_.substr(literal.begin, literal.end - literal.begin);
        return literal.begin >= 2 && is_at(literal.begin - 2, "([") && is_variable_name(text) && text == upper(text);
    }

    // The string literals behind the name, to the end of its value: `get("KEY", "default")`, `env("X") or "…"`.
    // `depth`: how many brackets the value began within.
    std::size_t take_literals(std::size_t at, int depth) {
        while (at < line_.size()) {
            if (is_at(at, "\"'")) {
                const Span literal = quoted_at(line_, at);
                if (!names_variable(literal)) add(literal);
                at = literal.end + 1;
                continue;
            }
            if (is_at(at, ")]}")) --depth;
            if (depth < 0 || (depth == 0 && is_at(at, ",;"))) return at;
            if (is_at(at, "([{")) ++depth;
            ++at;
        }
        return line_.size();
    }

    std::size_t take_assigned(std::size_t name, std::size_t at, char separator) {
        if (is_at(at, "\"'")) {
            const Span literal = quoted_at(line_, at);
            return line_[literal.begin] == '$' ? take_text(literal) : add(literal);
        }
        if (is_call(at)) return take_literals(at, 0);
        // `Environment="A=x y"`: the quotes are around both.
        if (name > 0 && (line_[name - 1] == '"' || line_[name - 1] == '\'')) {
            const std::size_t close = std::min(line_.find(line_[name - 1], at), line_.size());
            return take_text({at, close});
        }
        // `ENV A=x B=y` ends a value at a blank; in YAML and env files it may go on to the end of the line.
        const std::string_view before = trim(line_.substr(0, name));
        const bool is_alone =
            separator == ':' || ((before.empty() || before == "-" || before == "export") && !is_before_command(at));
        std::size_t end = is_alone ? line_.find(" #", at) : line_.find_first_of(" \t", at);
        end = std::min(end, line_.size());
        while (end > at && is_space(line_[end - 1]))
            --end;
        return take_text({at, end});
    }

    // `SECRET_KEY=x DEBUG=1 python manage.py`, in a shell: the word behind the value is an assignment or a program.
    bool is_before_command(std::size_t at) const {
        const std::size_t blank = std::min(line_.find_first_of(" \t", at), line_.size());
        const std::size_t begin = skip_blanks(blank);
        const std::string_view word = line_.substr(begin, line_.find_first_of(" \t", begin) - begin);
        const std::size_t equals = word.find('=');
        if (equals != std::string_view::npos) return is_variable_name(word.substr(0, equals));
        return is_one_of(word, {"python", "python3", "manage.py", "./manage.py", "django-admin", "poetry", "uv",
                                "pipenv", "gunicorn", "celery", "make", "npm", "yarn", "sh", "bash", "\\"});
    }

    // `env("X")`, `os.environ["X"]`: a value that is computed.
    bool is_call(std::size_t at) const {
        const std::size_t begin = at;
        while (at < line_.size() && (is_name_character(line_[at]) || line_[at] == '.'))
            ++at;
        return at > begin && is_at(at, "([") && is_at(at + 1, "\"'");
    }

    // A value that may hold `${X:-default}`: what is not a reference is secret.
    std::size_t take_text(Span value) {
        std::size_t at = value.begin;
        if (line_.substr(at, 2) == "$(") return value.end;
        while (at < value.end && line_[at] == '$') {
            if (line_.substr(at, 2) == "${") {
                at = std::min(take_reference(at), value.end);
            } else {
                ++at;
                while (at < value.end && is_name_character(line_[at]))
                    ++at;
            }
        }
        if (at < value.end) add({at, value.end});
        return value.end;
    }

    // `${X:-default}` at `at`: its default is as secret as the value.
    std::size_t take_reference(std::size_t at) {
        const std::size_t close = line_.find('}', at);
        if (close == std::string_view::npos) return add({at + 2, line_.size()});
        const std::string_view inside = line_.substr(at, close - at);
        const std::size_t dash = inside.find('-');
        if (dash != std::string_view::npos && inside.find('?') == std::string_view::npos) {
            const std::size_t word = at + dash + 1;
            if (line_.substr(word, 2) == "${") return take_reference(word);
            add({word, close});
        }
        return close + 1;
    }

    std::size_t add(Span span) {
        if (!is_harmless(line_.substr(span.begin, span.end - span.begin))) spans_.push_back(span);
        return span.end;
    }

    void add_url_passwords() {
        const std::vector<Span> secrets = url_secrets(line_);
        spans_.insert(spans_.end(), secrets.begin(), secrets.end());
    }

    std::string_view line_;
    std::vector<Span> spans_;
};

}  // namespace

std::vector<Span> secret_spans(std::string_view line) {
    return SecretScan(line).run();
}

bool may_be_encoded_key(std::string_view value) {
    constexpr std::size_t shortest = 60;
    // DER begins with a SEQUENCE, and PEM with dashes.
    const bool begins_so = value.starts_with("MI") || value.starts_with("MC") || value.starts_with("MH") ||
                           value.starts_with("LS0tLS1CRUdJTi");
    return value.size() >= shortest && begins_so && std::ranges::all_of(value, [](char c) {
               return is_letter(c) || is_digit(c) || is_space(c) ||
                      std::string_view("+/=-_").find(c) != std::string_view::npos;
           });
}

bool may_be_path(std::string_view value) {
    constexpr std::size_t longest = 4095;
    const bool is_pem = value.find("-----BEGIN") != std::string_view::npos;
    return value.size() <= longest && value.find('\n') == std::string_view::npos && !is_pem &&
           !may_be_encoded_key(value);
}

std::string mask_quoted_keys(std::string_view message) {
    std::string result;
    for (std::size_t open = message.find('`'); open != std::string_view::npos; open = message.find('`')) {
        const std::size_t close = message.find('`', open + 1);
        if (close == std::string_view::npos) break;
        const std::string_view word = message.substr(open + 1, close - open - 1);
        // As it was typed, before its line ends were made readable.
        const std::string typed = replace_all(replace_all(std::string(word), "\\n", "\n"), "\\r", "\r");
        const bool may_be_key = typed.find("-----BEGIN") != std::string::npos || may_be_encoded_key(typed);
        result.append(message.substr(0, open + 1)).append(may_be_key ? secret_mask : word).append("`");
        message.remove_prefix(close + 1);
    }
    return result.append(message);
}

std::string mask_url_passwords(std::string_view text) {
    std::string result;
    std::size_t done = 0;
    for (const Span secret : url_secrets(text)) {
        result.append(text.substr(done, secret.begin - done)).append(secret_mask);
        done = secret.end;
    }
    return result.append(text.substr(done));
}

}  // namespace megactl
