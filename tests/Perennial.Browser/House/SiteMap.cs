using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;

namespace Perennial.Browser.House;

/// <summary>Every page that there is, found by following links from the first one, an address a route.</summary>
internal sealed partial class SiteMap
{
    private const int AddressesMax = 2_000;

    private readonly List<(string Pattern, TemplateMatcher Matcher)> routes;
    private readonly Dictionary<string, string> found = new(StringComparer.Ordinal);

    public SiteMap(IServiceProvider services) => routes = [.. services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null)
        .Select(e => e.RoutePattern.RawText!.Trim('/')).Distinct(StringComparer.Ordinal)
        .OrderBy(p => p.Count(c => c == '{')).Select(p => (p, new TemplateMatcher(TemplateParser.Parse(p), [])))];

    /// <summary>Patterns of all pages.</summary>
    public IEnumerable<string> Patterns => routes.Select(r => "/" + r.Pattern);

    /// <summary>Addresses of those that links lead to, by pattern.</summary>
    public IReadOnlyDictionary<string, string> Found => found;

    /// <summary>Addresses of pages that links lead to, one of each.</summary>
    public IEnumerable<string> Pages => found.Where(f => IsPage(f.Key)).Select(f => f.Value);

    /// <summary>Whether a route answers with a page, rather than with a file or a part of one.</summary>
    public static bool IsPage(string pattern) =>
        !pattern.EndsWith(".csv", StringComparison.Ordinal) && !pattern.Contains("/part", StringComparison.Ordinal);

    /// <summary>Follows links from the first page on, and from those that are entered by a key or once.</summary>
    public async Task FollowAsync(IPage page, string address)
    {
        var waiting = new Queue<string>(["/", "/welcome", "/design"]);
        var seen = new HashSet<string>(waiting, StringComparer.Ordinal);
        while (waiting.TryDequeue(out var path) && seen.Count < AddressesMax)
        {
            var answer = await page.Context.APIRequest.GetAsync(address + path);
            if (!answer.Ok || !answer.Headers["content-type"].StartsWith("text/html", StringComparison.Ordinal))
            {
                continue;
            }

            if (PatternOf(path) is { } pattern)
            {
                found.TryAdd(pattern, path);
            }

            foreach (var link in Links().Matches(await answer.TextAsync()).Select(m => WebUtility.HtmlDecode(m.Groups["path"].Value)))
            {
                // One address of a route will do; a page that a parameter makes another one is not another page.
                if (PatternOf(link) is { } to && !found.ContainsKey(to) && seen.Add(link))
                {
                    waiting.Enqueue(link);
                }
            }
        }
    }

    private string? PatternOf(string path)
    {
        var plain = path.Split('?', '#')[0];
        return routes.Where(r => r.Matcher.TryMatch(plain, [])).Select(r => "/" + r.Pattern).FirstOrDefault();
    }

    [GeneratedRegex("(href|data-href|hx-get)=\"(?<path>/[^\"]*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Links();
}
