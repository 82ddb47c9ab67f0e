#include "core/project/server_command.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace megactl::project {

TEST(ServerCommand, AnswersRequests) {
    for (const char* commands : {"gunicorn shop.wsgi ", "python manage.py runserver 0.0.0.0:8000 ", "/app/start ",
                                 "python manage.py serve_https ", "python manage.py migrate \n./run.sh \n",
                                 "python manage.py migrate \npython manage.py serve_https \n", ""})
        EXPECT_TRUE(answers_requests(commands)) << commands;
    for (const char* commands :
         {"celery -A shop worker ", "python manage.py migrate --noinput ", "python manage.py collectstatic \n",
          "set -e \n/venv/bin/celery -A shop flower ", "manage.py migrate \nmanage.py qcluster \n"})
        EXPECT_FALSE(answers_requests(commands)) << commands;
}

TEST(ServerCommand, MayKnowTheScheme) {
    for (const char* commands : {"gunicorn shop.wsgi --forwarded-allow-ips=* ", "gunicorn -c conf.py shop.wsgi ",
                                 "uvicorn shop.asgi:application --ssl-keyfile a --ssl-certfile b ",
                                 "granian --ssl-certificate a shop.wsgi:application ", "uwsgi --ini shop.ini "})
        EXPECT_TRUE(may_know_the_scheme(commands)) << commands;
    EXPECT_FALSE(may_know_the_scheme("gunicorn shop.wsgi --bind 0.0.0.0:8000 --workers 3 "));
    EXPECT_TRUE(may_know_the_scheme_by_configuration("forwarded_allow_ips = '*'\n"));
    EXPECT_FALSE(may_know_the_scheme_by_configuration("workers = 3\n"));
}

TEST(ServerCommand, IsOneOfOtherPeople) {
    for (const char* commands : {"migrate \n/venv/bin/gunicorn shop.wsgi ", "python manage.py runserver "})
        EXPECT_TRUE(starts_common_server(commands)) << commands;
    for (const char* commands : {"", "python manage.py serve ", "python -m shop.server "})
        EXPECT_FALSE(starts_common_server(commands)) << commands;
}

TEST(ServerCommand, ListensOnThePortsThatItsOptionsName) {
    using Ports = std::vector<std::string_view>;
    EXPECT_EQ(ports_listened_on("gunicorn shop.wsgi --bind 0.0.0.0:8000 -b [::]:8001 "), (Ports{"8000", "8001"}));
    EXPECT_EQ(ports_listened_on("migrate \nuvicorn shop.asgi --port=8080 \n"), Ports{"8080"});
    EXPECT_EQ(ports_listened_on("python manage.py runserver 9000 "), Ports{"9000"});
    for (const char* commands : {"gunicorn shop.wsgi ", "gunicorn shop.wsgi --bind unix:/run/shop.sock ",
                                 "gunicorn shop.wsgi --bind :$PORT ", "uvicorn shop.asgi --port", ""})
        EXPECT_EQ(ports_listened_on(commands), Ports()) << commands;
}

}  // namespace megactl::project
