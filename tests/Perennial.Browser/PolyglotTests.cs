using System.Text.RegularExpressions;

namespace Perennial.Browser;

/// <summary>Whatever somebody is called, it stays a text: nothing of it is run, put into the page, or asked of another host.</summary>
public sealed partial class PolyglotTests(FilledShop shop)
{
    private const string Watch = """
        window.__broken = [];
        document.addEventListener('securitypolicyviolation', e => window.__broken.push(e.violatedDirective + ' ' + e.blockedURI));
        """;

    // An element with a handler, an address that is a script or elsewhere, or a part that no page of ours has.
    private const string Strange = """
        (() => {
          const leads = v => { try { const u = new URL(v, location); return !['http:', 'https:', 'mailto:', 'tel:'].includes(u.protocol) ||
            (u.host && u.host !== location.host); } catch { return true; } };
          return [...document.querySelectorAll('*')].filter(e =>
            e.matches('base, iframe, object, embed, marquee, math, meta[http-equiv=refresh], img[src=x]') || [...e.attributes].some(a =>
              /^(on|hx-on|data-hx-on)/i.test(a.name) || (/^(src|href|action|formaction|hx-get|hx-post|data-href)$/i.test(a.name) && leads(a.value)) ||
              (a.name === 'style' && /evil/.test(a.value)))).map(e => e.outerHTML.slice(0, 200));
        })()
        """;

    [Fact]
    public async Task A_text_that_is_none_stays_one_on_every_page()
    {
        var problems = new List<string>();
        var page = await shop.NewPageAsync();
        var own = new Uri(shop.Shop.Address).Host;
        var at = "";
        page.Console += (_, said) => AddIf(said.Type == "error", $"says {said.Text}");
        page.Dialog += (_, dialog) => AddIf(true, $"asks {dialog.Message}");
        page.Request += (_, request) => AddIf(new Uri(request.Url) is { Scheme: "http" or "https" } to && to.Host != own, $"calls {request.Url}");
        await page.AddInitScriptAsync(Watch);
        foreach (var (path, text) in Paths())
        {
            at = path;
            var answer = await page.GotoAsync(shop.Shop.Address + path);
            AddIf(answer!.Status != 200, $"answers {answer.Status}");
            AddIf(await page.EvaluateAsync<bool>("window.__p41 !== undefined"), "was run");
            (await page.EvaluateAsync<string[]>(Strange)).ToList().ForEach(e => AddIf(true, $"holds {e}"));
            (await page.EvaluateAsync<string[]>("window.__broken")).ToList().ForEach(b => AddIf(true, $"breaks {b}"));
            AddIf(text is not null && !Plain(await page.InnerTextAsync("main")).Contains(Plain(text), StringComparison.Ordinal),
                $"does not show {text}");
        }

        problems.ShouldBeEmpty();

        void AddIf(bool isSo, string what)
        {
            if (isSo)
            {
                problems.Add($"{at} {what}");
            }
        }
    }

    [Fact]
    public async Task No_cell_of_a_file_is_a_formula()
    {
        var page = await shop.NewPageAsync();
        foreach (var path in (string[])["/customers?format=csv", "/retention/behind?number=state.on_time&file=customers&as=csv",
            "/retention/groups?by=product&file=groups&as=csv", "/retention/cohorts?came=category&file=cohorts&as=csv"])
        {
            var answer = await page.Context.APIRequest.GetAsync(shop.Shop.Address + path);
            answer.Headers["content-type"].ShouldStartWith("text/csv", Case.Sensitive, path);
            Formula().Matches(await answer.TextAsync()).Select(m => m.Value).ShouldBeEmpty(path);
        }
    }

    private IEnumerable<(string Path, string? Text)> Paths() =>
    [
        .. shop.Map.Found.Values.Select(p => (p, (string?)null)),
        .. shop.Hostile.Customers.Where(c => Polyglots.All.Contains(c.Key)).Select(c => ("/customers/" + c.Value, (string?)c.Key)),
        .. shop.Hostile.Pages.Select(p => (p, (string?)null)),
        ("/retention/groups?by=product", null), ("/retention/groups?by=store", null), ("/retention/cohorts?came=category", null),
    ];

    private static string Plain(string text) => Space().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex("(?m)(^|,)\"?[=@\t\r][^,]*|(^|,)\"?[+-][^0-9,][^,]*", RegexOptions.ExplicitCapture)]
    private static partial Regex Formula();
}
