#include "core/mail/mail.hpp"

#include "core/base/text.hpp"
#include "core/mail/address.hpp"
#include "core/mail/body.hpp"
#include "core/mail/header.hpp"
#include "core/os/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace megactl::mail {
namespace {

namespace chrono = std::chrono;

// RFC 5322, as Python writes UTC.
std::string date_text(chrono::sys_seconds time) {
    constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = chrono::floor<chrono::days>(time);
    const chrono::year_month_day date(day);
    const chrono::hh_mm_ss clock(time - day);
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} -0000", days[chrono::weekday(day).c_encoding()],
                       static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                       static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                       clock.seconds().count());
}

// Stands in neither text.
std::string boundary_of(const Mail& mail) {
    for (;;) {
        std::string boundary = fmt::format("==============={}==", os::random_text("0123456789", 19));
        if (mail.text.find(boundary) == std::string::npos && mail.html.find(boundary) == std::string::npos)
            return boundary;
    }
}

struct AddressList {
    std::vector<std::string> mailboxes;
    std::string header;
};

Result<AddressList> addresses_of(const std::vector<std::string>& texts, std::string_view what) {
    AddressList list;
    for (const std::string& text : texts) {
        const auto address = parse_address(text);
        if (!address) {
            return problem(
                fmt::format("{} `{}` can't be used: {}", what, escape_controls(text), address.error().reason));
        }
        list.mailboxes.push_back(address->mailbox);
        list.header += (list.header.empty() ? "" : ", ") + header_text(*address);
    }
    return list;
}

// Header lines and an empty one; a mail of text alone has those of its part among them.
std::string content_of(const Mail& mail, const std::string& headers) {
    if (mail.html.empty()) {
        const std::string part = text_part(mail.text, "plain");
        const std::size_t body = part.find("\n\n");
        return part.substr(0, body + 1) + headers + part.substr(body + 1);
    }
    const std::string boundary = boundary_of(mail);
    return fmt::format(
        "Content-Type: multipart/alternative;\n boundary=\"{0}\"\nMIME-Version: "
        "1.0\n{1}\n--{0}\n{2}\n--{0}\n{3}\n--{0}--\n",
        boundary, headers, text_part(mail.text, "plain"), text_part(mail.html, "html"));
}

}  // namespace

Result<Envelope> enveloped(const Mail& mail) {
    const bool is_broken = mail.subject.find_first_of("\r\n") != std::string::npos;
    if (is_broken || !is_utf8(mail.subject)) return problem("the subject holds a line end, or is no UTF-8");
    if (!is_utf8(mail.text) || !is_utf8(mail.html)) return problem("its text is no UTF-8");
    const auto from = addresses_of({mail.from}, "the sender");
    if (!from) return tl::unexpected(from.error());
    const auto to = addresses_of(mail.to, "the receiver");
    if (!to) return tl::unexpected(to.error());
    if (to->mailboxes.empty()) return problem("it has no receiver");
    const auto reply_to = addresses_of(mail.reply_to, "the address for replies");
    if (!reply_to) return tl::unexpected(reply_to.error());
    std::string headers =
        fmt::format("Subject: {}\nFrom: {}\nTo: {}\n", subject_text(mail.subject), from->header, to->header);
    if (!reply_to->header.empty()) headers += fmt::format("Reply-To: {}\n", reply_to->header);
    headers += fmt::format("Date: {}\nMessage-ID: <{}>\n", date_text(mail.date), mail.id);
    return Envelope{
        .sender = from->mailboxes.front(), .recipients = to->mailboxes, .content = content_of(mail, headers)};
}

}  // namespace megactl::mail
