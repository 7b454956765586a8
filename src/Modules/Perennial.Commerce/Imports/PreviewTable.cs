using System.Globalization;
using NodaTime;
using Perennial.Commerce.Contract;
using Perennial.Kernel.Files;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;

namespace Perennial.Commerce.Imports;

/// <summary>The first rows of a text as they would be counted. What is wrong stands in red at the cell that it is about.</summary>
internal static class PreviewTable
{
    private const string Line = "line";
    private static readonly OrderField[] Identities = [OrderField.Customer, OrderField.Email, OrderField.Phone, OrderField.Name];

    private static readonly OrderField[] Shown =
    [
        OrderField.Date, OrderField.Customer, OrderField.Order, OrderField.Product, OrderField.Quantity, OrderField.Amount, OrderField.Currency,
        OrderField.Category, OrderField.Store, OrderField.Channel, OrderField.Seller, OrderField.Country,
    ];

    public static ListTable Of(PreviewedText text)
    {
        var fields = Shown.Where(f => IsIn(f, text.Understood.Columns)).ToList();
        ListColumn[] columns =
        [
            new ListColumn(Line, CommerceModule.Words["import_page.line"]) { IsNumber = true },
            .. fields.Select(f => new ListColumn(f.ToString(), ImportWords.Field(f)) { IsNumber = f is OrderField.Quantity or OrderField.Amount }),
        ];
        return new ListTable(CommerceModule.Words["import_page.preview_caption", ("file", text.Understood.File)], columns,
            [.. text.Rows.Select(r => new ListRow([Html.Text(Number(r.Line)), .. fields.Select((f, i) =>
                r.Problem is { } problem ? Wrong(problem, f, IsAt(problem, text.Understood, fields, i)) : Cell(r, f))]))]);
    }

    // An amount may be reckoned from price and quantity, and any of four columns may say who bought.
    private static bool IsIn(OrderField field, IReadOnlyDictionary<OrderField, string> columns) => columns.ContainsKey(field) ||
        field == OrderField.Amount || (field == OrderField.Customer && Identities.Any(columns.ContainsKey));

    private static bool IsAt(FileProblem problem, UnderstoodText understood, List<OrderField> fields, int index)
    {
        var field = understood.Columns.Where(c => c.Value == problem.Column).Select(c => (OrderField?)c.Key).FirstOrDefault();
        field = field is OrderField.Price ? OrderField.Amount
            : field is { } known && Identities.Contains(known) ? OrderField.Customer
            : field;
        return field is { } at && fields.Contains(at) ? fields[index] == at : index == 0;
    }

    private static Html Wrong(FileProblem problem, OrderField field, bool isHere) => !isHere ? Html.None : Html.Of(
        $"""
        <span class="text-danger">{Icon.Of("alert-triangle")} {(problem.Value is null ? Html.None : Html.Of($"<strong>{problem.Value}</strong> "))}{ImportWords.Of(problem)}</span>
        """);

    private static Html Cell(PreviewRow row, OrderField field) => Html.Text(field switch
    {
        OrderField.Date => Time(row),
        OrderField.Customer => row.Customer ?? CommerceModule.Words["import_page.nobody"],
        OrderField.Order => row.Order ?? "",
        OrderField.Amount => row.IsReturn
            ? CommerceModule.Words["import_page.given_back", ("amount", ImportWords.Exact(row.Amount))]
            : ImportWords.Exact(row.Amount),
        OrderField.Quantity => row.Quantity?.ToString("#,##0.###", CultureInfo.CurrentCulture) ?? "",
        OrderField.Currency => row.Currency ?? "",
        _ => row.Labels.GetValueOrDefault(field, ""),
    });

    private static string Time(PreviewRow row) => row.Day is not { } day ? ""
        : row.Time is { } time && time != LocalTime.Midnight ? (day + time).ToString("g", CultureInfo.CurrentCulture)
        : day.ToString("d", CultureInfo.CurrentCulture);

    private static string Number(long line) => Kernel.Words.Shown.Number(line);
}
