using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Perennial.Slices.House;

namespace Perennial.Slices.Docs;

/// <summary>
/// Every call that the documents show is run as it stands there, with address and key from the surroundings, and answers as it is
/// shown beside it.
/// </summary>
[Collection("engines")]
public sealed class DocCallsTests(Engines engines)
{
    private const int SessionsAtOnce = 3;

    // Receivers are started and called; a test of their own does that.
    private const string Receivers = "docs/guide/webhooks.md";

    // What a shop's developer comes for, in every language.
    private static readonly string[] Wanted =
    [
        "POST /v1/orders", "POST /v1/orders/batch", "POST /v1/orders/events", "POST /v1/customers", "PATCH /v1/customers/{}", "POST /v1/consents",
        "POST /v1/events", "POST /v1/imports", "POST /v1/imports/{}/start", "GET /v1/insights/report", "GET /v1/insights/customers",
    ];

    private static readonly SemaphoreSlim Places = new(SessionsAtOnce);
    private static readonly ConcurrentDictionary<(string Page, string Language), Lazy<Task<DocSession>>> Sessions = [];

    private static IReadOnlyList<DocPage> Pages { get; } =
    [
        .. new[] { "docs/api", "docs/guide" }.SelectMany(f => Directory.EnumerateFiles(Path.Combine(DocPage.Root, f), "*.md"))
            .Select(f => Path.GetRelativePath(DocPage.Root, f).Replace('\\', '/')).Append("README.md").Order(StringComparer.Ordinal)
            .Select(DocPage.Read),
    ];

    public static TheoryData<string, string> All =>
        new(from page in Pages
            from language in DocPage.Marks.Keys
            where page.Path != Receivers && page.Of(language).Any()
            select (page.Path, language));

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_call_of_a_page_answers_as_it_is_shown(string page, string language)
    {
        var session = await SessionAsync(page, language);
        session.Wrong.ShouldBeEmpty(session.Output);
        session.Calls.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Whatever_a_developer_comes_for_is_shown_in_every_language()
    {
        foreach (var language in DocPage.Marks.Keys)
        {
            var sessions = await Task.WhenAll(All.Where(a => a.Data.Item2 == language).Select(a => SessionAsync(a.Data.Item1, language)));
            var called = sessions.SelectMany(s => s.Calls).Where(c => c.Status < 300).Select(c => $"{c.Method} {Pattern(c.Path)}").ToHashSet();
            Wanted.Where(w => !called.Contains(w)).ShouldBeEmpty(language);
        }
    }

    [Fact]
    public void No_call_stands_in_a_block_that_is_not_run() => Pages.SelectMany(p => p.Blocks)
        .Where(b => !DocPage.Marks.ContainsKey(b.Language) && b.Lines.Any(l => Regex.IsMatch(l, @"\bcurl |/v1/|HttpClient|curl_init")))
        .Select(b => $"{b.Path}:{b.Line}").ShouldBeEmpty();

    [Theory]
    [InlineData("""{"id":"ord_…","version":1}""", """{"version":1,"id":"ord_01"}""", null)]
    [InlineData("""{"id":"ord_…","version":1}""", """{"id":"cus_01","version":1}""", ".id: ord_… is shown, \"cus_01\" came")]
    [InlineData("""{"version":1}""", """{"version":2}""", ".version: 1 is shown, 2 came")]
    [InlineData("""{"version":1}""", """{"version":1,"more":2}""", ".more came and is not shown")]
    [InlineData("""{"version":1,…}""", """{"version":1,"more":2}""", null)]
    [InlineData("""{"version":1,"name":"A",…}""", """{"version":1,"more":2}""", ".name is shown and did not come")]
    [InlineData("""{"all":[{"n":1},…]}""", """{"all":[{"n":1},{"n":2}]}""", null)]
    [InlineData("""{"all":[{"n":1}]}""", """{"all":[{"n":1},{"n":2}]}""", ".all: 1 are shown, 2 came")]
    [InlineData("""{"all":[…],"next":…}""", """{"all":[],"next":null}""", null)]
    public void What_is_shown_is_compared_with_what_came(string shown, string came, string? difference) =>
        Lenient.Difference(shown, came).ShouldBe(difference);

    private static string Pattern(string path) => Regex.Replace(path.Split('?')[0], "/[a-z]{3}_[0-9a-z]+", "/{}");

    // The first who asks has all begin: most of the time is spent by compilers and interpreters.
    private Task<DocSession> SessionAsync(string page, string language)
    {
        foreach (var one in All)
        {
            _ = Begun(one.Data.Item1, one.Data.Item2);
        }

        return Begun(page, language);
    }

    private Task<DocSession> Begun(string page, string language) => Sessions.GetOrAdd((page, language), _ => new Lazy<Task<DocSession>>(async () =>
    {
        await Places.WaitAsync();
        try
        {
            return await DocSession.RunAsync(engines, Pages.Single(p => p.Path == page), language);
        }
        finally
        {
            Places.Release();
        }
    })).Value;
}
