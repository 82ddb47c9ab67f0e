// write_clicks DATABASE LINK: writes clicks as a worker does; tables.py holds them against what Django reads.

#include "core/links/click.hpp"
#include "core/links/link_store.hpp"

#include <cstdlib>
#include <vector>

using megactl::links::Click;
using megactl::links::Time;

int main(int count, char** arguments) {
    if (count != 3) return 2;
    const std::int64_t link = std::atoll(arguments[2]);
    const Time whole{std::chrono::seconds(1'795'507'200)};
    const Time part = whole + std::chrono::microseconds(12);
    const std::vector<Click> clicks{
        {.id = "1",
         .link_id = link,
         .referrer = "https://a.example/ü",
         .user_agent = "curl/8",
         .address = "192.0.2.7",
         .at = whole},
        {.id = "2", .link_id = link, .referrer = "", .user_agent = "", .address = "2001:db8::1", .at = part},
        {.id = "3", .link_id = link, .referrer = "", .user_agent = "'\"; --", .address = std::nullopt, .at = whole},
        {.id = "3", .link_id = link, .referrer = "", .user_agent = "twice", .address = std::nullopt, .at = whole},
        {.id = "4", .link_id = link + 4711, .referrer = "", .user_agent = "lost", .address = std::nullopt, .at = whole},
    };
    const auto store = megactl::links::open_link_store(std::string("sqlite:///") + arguments[1], "/", false);
    return store->record(clicks) == std::vector{true, true, true, true, false} ? 0 : 1;
}
