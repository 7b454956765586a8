using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;

namespace Perennial.Customers.Profiles;

/// <summary>Entries of a timeline as a reader reads them, by the words of whoever tells them.</summary>
internal sealed class EntryWords(IReadOnlyList<TimelineWords> books, Func<string, string> by, DateTimeZone zone)
{
    private const string NoteKind = "customer.note";

    /// <summary>An entry.</summary>
    public TimelineItem Item(TimelineEntry entry)
    {
        var title = entry.Kind == NoteKind ? by(entry.Arguments["author"]) : Title(entry);
        return new TimelineItem(ShownCustomer.Time(entry.At, zone), ShownCustomer.Machine(entry.At), title)
        {
            Sign = Sign(entry.Kind), IsAround = entry.IsAround,
            Text = entry.Kind == NoteKind ? Lines(entry.Arguments["text"])
                : entry.IsAround ? Html.Of($"<span class=\"badge\">{CustomersModule.Words["profile.around"]}</span>")
                : Html.None,
        };
    }

    /// <summary>A text of several lines.</summary>
    public static Html Lines(string text) => Html.Of(
        $"<bdi class=\"text-break\">{text.ReplaceLineEndings("\n").Split('\n').Select((line, i) => i == 0 ? Html.Text(line) : Html.Of($"<br>{line}"))}</bdi>");

    private string Title(TimelineEntry entry)
    {
        (string Name, object? Value)[] places =
            [.. entry.Arguments.Select(a => (a.Key, (object?)(a.Key is "by" or "author" ? by(a.Value) : a.Value)))];
        return books.FirstOrDefault(b => b.Book.Has(entry.Kind)) is { } found ? found.Book[entry.Kind, places].Trim() : entry.Kind;
    }

    private static string Sign(string kind) => kind.Split('.')[0] switch
    {
        _ when kind == NoteKind => "note",
        _ when kind is "customer.merged" or "customer.unmerged" => "git-merge",
        _ when kind is "order.returned" => "arrow-back-up",
        _ when kind is "order.late" => "truck-delivery",
        _ when kind is "order.cancelled" => "circle-x",
        "order" => "receipt", "cart" => "shopping-cart", "subscription" => "refresh", "wish" => "heart", "product" => "eye",
        "consent" => "shield-check", "customer" => "user", "around" => "building-store", _ => "clock",
    };
}
