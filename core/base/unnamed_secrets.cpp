#include "core/base/unnamed_secrets.hpp"

#include "core/base/secret.hpp"
#include "core/base/text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace megactl {
namespace {

// How tokens begin that people paste, and how many characters follow at least.
struct TokenShape {
    std::string_view beginning;
    std::size_t least = 16;
};
constexpr std::array token_shapes{
    TokenShape{"sk_live_", 10},    TokenShape{"rk_live_", 10}, TokenShape{"sk_test_", 10}, TokenShape{"whsec_", 10},
    TokenShape{"ghp_", 16},        TokenShape{"gho_", 16},     TokenShape{"ghu_", 16},     TokenShape{"ghs_", 16},
    TokenShape{"ghr_", 16},        TokenShape{"glpat-", 12},   TokenShape{"AKIA", 12},     TokenShape{"ASIA", 12},
    TokenShape{"github_pat_", 16}, TokenShape{"xoxb-", 10},    TokenShape{"xoxp-", 10},    TokenShape{"xoxa-", 10},
    TokenShape{"AIza", 30},        TokenShape{"SG.", 20},      TokenShape{"npm_", 30},     TokenShape{"pypi-", 30},
    TokenShape{"dckr_pat_", 16},   TokenShape{"hf_", 24},      TokenShape{"eyJ", 40},      TokenShape{"sk-", 20},
    TokenShape{"hvs.", 20},        TokenShape{"dop_v1_", 20},  TokenShape{"shpat_", 20},
};

// Addresses that let whoever knows them write: what stands behind is the secret.
constexpr std::array<std::string_view, 6> webhook_roots{
    "hooks.slack.com/",    "discord.com/api/webhooks/", "discordapp.com/api/webhooks/",
    "webhook.office.com/", "chat.googleapis.com/v1/",   "api.telegram.org/bot",
};

bool is_token_character(char c) {
    return is_name_character(c) || c == '-' || c == '.' || c == '+' || c == '/' || c == '=';
}

// What stands between `-----BEGIN … PRIVATE KEY-----` and its end, or that of the text; the first from `from` on.
std::optional<Span> private_key_in(std::string_view text, std::size_t from) {
    constexpr std::string_view opening = "-----BEGIN ";
    constexpr std::string_view dashes = "-----";
    for (std::size_t at = text.find(opening, from); at != std::string_view::npos; at = text.find(opening, at + 1)) {
        const std::size_t title = at + opening.size();
        const std::size_t close = text.find(dashes, title);
        if (close == std::string_view::npos) return std::nullopt;
        const std::string_view name = text.substr(title, close - title);
        if (name.find('\n') != std::string_view::npos || name.find("PRIVATE KEY") == std::string_view::npos) continue;
        const std::size_t begin = close + dashes.size();
        return Span{begin, std::min(text.find("-----END", begin), text.size())};
    }
    return std::nullopt;
}

// A word of the line, without the quotes round it.
struct Word {
    Span span;
    std::string_view text;
};

class UnnamedScan {
public:
    explicit UnnamedScan(std::string_view line) : line_(line) {}

    std::vector<Span> run() && {
        add_tokens();
        add_webhooks();
        add_private_keys();
        add_authorization();
        std::optional<Word> before;
        for (std::size_t at = 0; at < line_.size();) {
            if (is_blank(line_[at])) {
                ++at;
                continue;
            }
            const Word word = word_at(at);
            if (before) judge(*before, word);
            judge_alone(word);
            before = word;
            at = std::max(at + 1, word.span.end);
        }
        return std::move(spans_);
    }

private:
    void add_tokens() {
        for (std::size_t at = 0; at < line_.size(); ++at) {
            if (at > 0 && is_name_character(line_[at - 1])) continue;
            for (const auto& [beginning, least] : token_shapes) {
                if (!line_.substr(at).starts_with(beginning)) continue;
                std::size_t end = at + beginning.size();
                while (end < line_.size() && is_token_character(line_[end]))
                    ++end;
                add({at + beginning.size(), end}, least);
            }
        }
    }

    void add_webhooks() {
        for (const std::string_view root : webhook_roots) {
            for (std::size_t at = line_.find(root); at != std::string_view::npos; at = line_.find(root, at + 1)) {
                const std::size_t begin = at + root.size();
                add({begin, std::min(line_.find_first_of(" \t\n\"'", begin), line_.size())}, 1);
            }
        }
    }

    void add_private_keys() {
        for (auto body = private_key_in(line_, 0); body; body = private_key_in(line_, body->end))
            add(*body, 1);
    }

    // `Authorization: Bearer …`, to the end of the header.
    void add_authorization() {
        constexpr std::string_view name = "authorization:";
        const std::string text = lower(line_);
        for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
            std::size_t begin = skip_blanks(at + name.size());
            for (const std::string_view scheme : {"bearer ", "basic ", "token ", "digest ", "jwt "}) {
                if (std::string_view(text).substr(begin).starts_with(scheme))
                    begin = skip_blanks(begin + scheme.size());
            }
            add({begin, std::min(line_.find_first_of("\"'\\", begin), line_.size())}, 1);
        }
    }

    std::size_t skip_blanks(std::size_t at) const {
        while (at < line_.size() && is_blank(line_[at]))
            ++at;
        return at;
    }

    Word word_at(std::size_t begin) const {
        std::size_t end = begin;
        if (line_[begin] == '"' || line_[begin] == '\'') {
            end = std::min(line_.find(line_[begin], begin + 1), line_.size());
            ++begin;
        } else {
            while (end < line_.size() && !is_blank(line_[end]))
                ++end;
        }
        return {{begin, end}, line_.substr(begin, end - begin)};
    }

    // `-u user:password`, `--token …`: an option and the word behind it.
    void judge(const Word& option, const Word& value) {
        if (option.text == "-u" || option.text == "--user") return add_password_of(value.text, value.span.begin);
        if (option.text == "--requirepass" || (option.text.starts_with("--") && is_secret_option(option.text))) {
            const bool names_file = value.text.find("id=") != std::string_view::npos || value.text.starts_with('/');
            if (!names_file && !value.text.starts_with('-')) add(value.span, 1);
        }
    }

    // `--user=user:password`, `-uuser:password`
    void judge_alone(const Word& word) {
        for (const std::string_view option : {"--user=", "-u"}) {
            if (!word.text.starts_with(option) || word.text.size() == option.size()) continue;
            add_password_of(word.text.substr(option.size()), word.span.begin + option.size());
        }
        add_encoded_key(word);
        // `echo root:password | chpasswd`
        if (is_chpasswd_line_) add_password_of(word.text, word.span.begin);
    }

    // `SERVER_TLS_CERT=MIIE…`, or the same behind a colon
    void add_encoded_key(const Word& word) {
        std::string_view value = word.text;
        const std::size_t equals = std::min(value.find('='), value.size());
        if (is_variable_name(value.substr(0, equals))) value.remove_prefix(std::min(equals + 1, value.size()));
        if (value.starts_with('"') || value.starts_with('\'')) value.remove_prefix(1);
        const std::size_t begin = word.span.begin + (word.text.size() - value.size());
        value = value.substr(0, value.find_first_of("\"',"));
        if (may_be_encoded_key(value)) add({begin, begin + value.size()}, 1);
    }

    static bool is_secret_option(std::string_view option) {
        std::string name(option.substr(2));
        std::ranges::replace(name, '-', '_');
        return name.find('=') == std::string::npos && is_secret_name(name);
    }

    // Of `user:password`; `1000:1000` and `app:app` are a user and a group.
    void add_password_of(std::string_view text, std::size_t begin) {
        if (text.starts_with('"') || text.starts_with('\'')) {
            text.remove_prefix(1);
            ++begin;
        }
        const std::size_t colon = text.find(':');
        if (colon == std::string_view::npos || colon == 0 || text.find("//") != std::string_view::npos) return;
        std::string_view password = text.substr(colon + 1);
        while (password.ends_with('"') || password.ends_with('\''))
            password.remove_suffix(1);
        const bool is_group = std::ranges::all_of(password, is_digit) || password == text.substr(0, colon);
        if (!is_group) add({begin + colon + 1, begin + colon + 1 + password.size()}, 1);
    }

    void add(Span span, std::size_t least) {
        const std::string_view text = line_.substr(span.begin, span.end - span.begin);
        if (text.size() < least || text.starts_with('$') || text.starts_with("{{") || is_short_placeholder(text))
            return;
        spans_.push_back(span);
    }

    std::string_view line_;
    bool is_chpasswd_line_ = line_.find("chpasswd") != std::string_view::npos;
    std::vector<Span> spans_;
};

}  // namespace

bool is_within_private_key(std::string_view text, std::size_t at) {
    for (auto body = private_key_in(text, 0); body && body->begin <= at; body = private_key_in(text, body->end)) {
        if (at < body->end) return true;
    }
    return false;
}

std::vector<Span> unnamed_secrets(std::string_view line) {
    return UnnamedScan(line).run();
}

}  // namespace megactl
