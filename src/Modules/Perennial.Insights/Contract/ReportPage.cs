using System.Text;
using Perennial.Insights.Page;

namespace Perennial.Insights.Contract;

/// <summary>
/// A report as one page that needs nothing else: no network, no other file. Figures, tables and charts are those of the
/// report, in the language at hand; it holds no customer's name or id, so it can be passed on.
/// </summary>
public static class ReportPage
{
    /// <summary>Writes the page, UTF-8 without a mark.</summary>
    public static void Write(Stream stream, Report report)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            bufferSize: 1 << 16, leaveOpen: true);
        writer.Write(new PageOutline(report).Draw().ToString());
    }
}
