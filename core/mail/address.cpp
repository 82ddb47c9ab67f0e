#include "core/mail/address.hpp"

#include "core/base/text.hpp"
#include "core/mail/header.hpp"

#include <algorithm>

namespace megactl::mail {
namespace {

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

Result<std::string> checked_mailbox(std::string_view mailbox) {
    const std::size_t at = mailbox.rfind('@');
    if (at == std::string_view::npos || at == 0 || at + 1 == mailbox.size()) return problem("it has no `name@host`");
    if (!is_ascii(mailbox)) return problem("it has letters that are not ASCII, which is not spoken here");
    if (mailbox.find_first_of(" <>()[],;:\\\"") != std::string_view::npos)
        return problem("it is not one plain address");
    constexpr std::size_t longest = 320;
    if (mailbox.size() > longest) return problem("it is too long");
    return std::string(mailbox);
}

// Without the quotes around it, and the `\` within.
std::string unquoted(std::string_view name) {
    if (name.size() < 2 || name.front() != '"' || name.back() != '"') return std::string(name);
    std::string plain;
    for (std::size_t i = 1; i + 1 < name.size(); ++i) {
        if (name[i] == '\\' && i + 2 < name.size()) ++i;
        plain += name[i];
    }
    return plain;
}

}  // namespace

Result<Address> parse_address(std::string_view text) {
    if (std::ranges::any_of(text, is_control)) return problem("it holds a line end or a control character");
    if (!is_utf8(text)) return problem("it is no UTF-8");
    text = trim(text);
    Address address;
    if (text.ends_with('>')) {
        const std::size_t open = text.rfind('<');
        if (open == std::string_view::npos) return problem("it has a `>` without a `<`");
        address.name = unquoted(trim(text.substr(0, open)));
        text = text.substr(open + 1, text.size() - open - 2);
    }
    auto mailbox = checked_mailbox(text);
    if (!mailbox) return tl::unexpected(mailbox.error());
    address.mailbox = *std::move(mailbox);
    return address;
}

std::string header_text(const Address& address) {
    if (address.name.empty()) return address.mailbox;
    if (!is_ascii(address.name)) return encoded_words(address.name) + " <" + address.mailbox + ">";
    const bool is_plain = address.name.find_first_of("()<>@,:;\".[]\\") == std::string::npos;
    if (is_plain) return address.name + " <" + address.mailbox + ">";
    const std::string escaped = replace_all(replace_all(address.name, "\\", "\\\\"), "\"", "\\\"");
    return "\"" + escaped + "\" <" + address.mailbox + ">";
}

}  // namespace megactl::mail
