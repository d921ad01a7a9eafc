"""The reader's URLs."""

from django.urls import URLPattern, URLResolver, path

from articles import converters, machine_files, sitemaps
from articles.feeds import views as feeds
from articles.views import about, article, front, lists, picture, sources

converters.register()

urlpatterns: list[URLPattern | URLResolver] = [
    path("", front.front, name="front"),
    path("latest/", lists.latest, name="latest"),
    path("section/<words:slug>/", lists.section, name="section"),
    path("sources/", sources.sources, name="sources"),
    path("source/<words:slug>/", sources.source, name="source"),
    path("article/<int:number>-<str:slug>/", article.article, name="article"),
    path("media/pictures/<str:folder>/<digest:digest>-<int:width>.webp", picture.picture, name="picture"),
    path("about/", about.about, name="about"),
    path("about/privacy/", about.privacy, name="privacy"),
    path("about/rights/", about.rights, name="rights"),
    path("feed.<form:form>", feeds.front, name="front_feed"),
    path("latest/feed.<form:form>", feeds.latest, name="latest_feed"),
    path("section/<words:slug>/feed.<form:form>", feeds.section, name="section_feed"),
    path("source/<words:slug>/feed.<form:form>", feeds.source, name="source_feed"),
    path("robots.txt", machine_files.robots, name="robots"),
    path(".well-known/tdmrep.json", machine_files.tdmrep, name="tdmrep"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap/<int:number>.xml", sitemaps.part, name="sitemap_part"),
]
