using System.Text;
using System.Xml;
using Perennial.Kernel.Files;
using Perennial.Kernel.Text;

namespace Perennial.Commerce.OrderFiles.Shapes;

/// <summary>An order, or a return, as 1C and shops exchange them in CommerceML 2 and 3.1.</summary>
internal sealed class CommerceMlParser(ShapeText text) : IDocumentParser
{
    private const int DepthMax = 64;

    private readonly StringBuilder value = new();
    private readonly StringBuilder path = new();
    private readonly int[] pathEnds = new int[DepthMax];
    private CommerceMlOrder order = null!;

    public FileProblem? Parse(ReadOnlyMemory<char> document, long line, OrderDocument into)
    {
        order = new CommerceMlOrder(text, line);
        path.Clear();
        value.Clear();
        try
        {
            // Prefixes are declared at the root, which is not here: names are taken as they stand.
            using var xml = new XmlTextReader(new StringReader(document.ToString()))
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                EntityHandling = EntityHandling.ExpandEntities,
                Namespaces = false,
            };
            while (xml.Read())
            {
                if (xml.Depth >= DepthMax)
                {
                    return Invalid(line);
                }

                See(xml);
            }
        }
        catch (XmlException)
        {
            return Invalid(line);
        }

        return order.Finish(into);
    }

    private FileProblem Invalid(long line) => new("xml.invalid", text.Name, line);

    private void See(XmlTextReader xml)
    {
        switch (xml.NodeType)
        {
            case XmlNodeType.Element:
                value.Clear();
                if (xml.Depth > 0)
                {
                    pathEnds[xml.Depth] = path.Length;
                    path.Append('/').Append(Own(xml.Name));
                    order.Begin(path.ToString());
                }

                if (xml.IsEmptyElement && xml.Depth > 0)
                {
                    path.Length = pathEnds[xml.Depth];
                }

                break;
            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                value.Append(xml.Value);
                break;
            case XmlNodeType.EndElement when xml.Depth > 0:
                order.End(path.ToString(), value.ToString().Trim());
                value.Clear();
                path.Length = pathEnds[xml.Depth];
                break;
        }
    }

    private static string Own(string name) => name[(name.LastIndexOf(':') + 1)..];
}

/// <summary>What a CommerceML document says, gathered element by element.</summary>
internal sealed class CommerceMlOrder(ShapeText text, long line)
{
    private const string Goods = "/Товары/Товар";
    private const string Buyers = "/Контрагенты/Контрагент";

    private readonly List<GoodsLine> lines = [];
    private readonly Dictionary<string, string> fields = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> requisites = new(StringComparer.OrdinalIgnoreCase);
    private GoodsLine goods = new();
    private Party buyer = new();
    private Party party = new();
    private Part part;
    private long discount;
    private long tax;
    private bool anyLineTax;
    private (string Name, string Value) pair;
    private FileProblem? problem;

    private sealed class GoodsLine
    {
        public string Article { get; set; } = "";

        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public string Price { get; set; } = "";

        public string Quantity { get; set; } = "";

        public string Sum { get; set; } = "";

        public bool IsService { get; set; }

        /// <summary>Discounts that the sum does not have in it yet, and taxes that it lacks.</summary>
        public long Discount { get; set; }

        public long Tax { get; set; }
    }

    private sealed class Party
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public string FullName { get; set; } = "";

        public string Role { get; set; } = "";

        public string Email { get; set; } = "";

        public string Phone { get; set; } = "";
    }

    /// <summary>A discount or a tax: its sum, and whether the price has it in it.</summary>
    private record struct Part(string Sum, bool IsIncluded);

    /// <summary>An element begins.</summary>
    public void Begin(string path)
    {
        switch (path)
        {
            case Goods:
                goods = new GoodsLine();
                break;
            case Buyers:
                party = new Party();
                break;
            case Goods + "/Скидки/Скидка" or Goods + "/Налоги/Налог" or "/Скидки/Скидка" or "/Налоги/Налог":
                part = new Part("", true);
                break;
            case Goods + "/ЗначенияРеквизитов/ЗначениеРеквизита" or "/ЗначенияРеквизитов/ЗначениеРеквизита" or
                Buyers + "/Контакты/Контакт":
                pair = ("", "");
                break;
        }
    }

    /// <summary>An element ends that held a text, or held others.</summary>
    public void End(string path, string value)
    {
        if (path.StartsWith(Goods, StringComparison.Ordinal))
        {
            EndOfGoods(path[Goods.Length..], value);
        }
        else if (path.StartsWith(Buyers, StringComparison.Ordinal))
        {
            EndOfBuyer(path[Buyers.Length..], value);
        }
        else
        {
            EndOfDocument(path, value);
        }
    }

    /// <summary>Puts the order together.</summary>
    public FileProblem? Finish(OrderDocument order)
    {
        if (problem is not null)
        {
            return problem;
        }

        order.Number = Field("/Ид") is { Length: > 0 } id ? id : Field("/Номер");
        if (order.Number.Length == 0)
        {
            return new FileProblem("field.missing", text.Name, line, "Ид");
        }

        var date = Field("/Дата");
        order.Date = date.Contains(':', StringComparison.Ordinal) || Field("/Время").Length == 0 ? date : $"{date} {Field("/Время")}";
        order.Currency = CommerceMlWords.Currency(Field("/Валюта"));
        order.Customer = Customer();
        (order.CustomerId, order.Email, order.Phone) = (buyer.Id, buyer.Email, buyer.Phone);
        order.Name = buyer.FullName.Length > 0 ? buyer.FullName : buyer.Name;
        var operation = Field("/ХозОперация");
        order.IsReturn = operation.Equals("Возврат товара", StringComparison.OrdinalIgnoreCase);
        order.Link = order.IsReturn ? Field("/Основание") : "";
        if (operation.Length > 0 && !IsOrder(operation))
        {
            // Returns, payments and shipments are counted by themselves: payment 15 is no later version of order 15.
            order.Number = $"{operation}/{order.Number}";
        }

        var counts = Counts(operation, order.IsReturn);
        return AddGoods(order, counts);
    }

    private bool Counts(string operation, bool isReturn)
    {
        if (!isReturn && operation.Length > 0 && !IsOrder(operation))
        {
            text.Note("commerceml.operation", line, "ХозОперация", operation);
            return false;
        }

        var isMarked = CommerceMlWords.IsTrue(Field("/ПометкаУдаления")) ||
            CommerceMlWords.IsTrue(requisites.GetValueOrDefault("ПометкаУдаления", ""));
        var cancelled = requisites.FirstOrDefault(r => CommerceMlWords.SaysCancelled(r.Key, r.Value));
        if (!isMarked && cancelled.Key is null)
        {
            return true;
        }

        text.Note("order.no_sale", line, isMarked ? "ПометкаУдаления" : cancelled.Key, isMarked ? "true" : cancelled.Value);
        return false;
    }

    private static bool IsOrder(string operation) => operation.Equals("Заказ товара", StringComparison.OrdinalIgnoreCase);

    private FileProblem? AddGoods(OrderDocument order, bool counts)
    {
        long net = 0;
        foreach (var item in lines)
        {
            if (item.Article.Length == 0 && (item.IsService || CommerceMlWords.IsDelivery(item.Id, item.Name)))
            {
                text.Note("commerceml.delivery", line, "Товар", item.Name);
                continue;
            }

            if (Value(item, out var value) is { } bad)
            {
                return bad;
            }

            value = Math.Max(0, value);
            net += value;
            order.Add(new DocumentLine(item.Name.Length > 0 ? item.Name : item.Article,
                item.Quantity.StartsWith('-') ? "" : item.Quantity, item.Price, item.Article), value);
        }

        net -= discount;
        net += anyLineTax ? 0 : tax;
        order.Net = counts ? Math.Max(0, net) : 0;
        return null;
    }

    private FileProblem? Value(GoodsLine item, out long value)
    {
        value = 0;
        ExactDecimal quantity = default, price = default;
        if (Number("Количество", item.Quantity, ref quantity) is { } noQuantity)
        {
            return noQuantity;
        }

        if (item.Sum.Length > 0)
        {
            var noSum = Money("Сумма", item.Sum, out value);
            value += item.Tax - item.Discount;
            return noSum;
        }

        if (Number("ЦенаЗаЕдиницу", item.Price, ref price) is { } noPrice)
        {
            return noPrice;
        }

        if (item.Price.Length == 0 || item.Quantity.Length == 0)
        {
            return new FileProblem("amount.missing", text.Name, line, "Сумма", "");
        }

        value = ShapeRows.ValueOf(quantity, price) + item.Tax - item.Discount;
        return null;
    }

    private void EndOfGoods(string path, string value)
    {
        switch (path)
        {
            case "":
                lines.Add(goods);
                break;
            case "/Ид":
                goods.Id = value;
                break;
            case "/Артикул":
                goods.Article = value;
                break;
            case "/Наименование":
                goods.Name = value;
                break;
            case "/ЦенаЗаЕдиницу":
                goods.Price = value;
                break;
            case "/Количество":
                goods.Quantity = value;
                break;
            case "/Сумма":
                goods.Sum = value;
                break;
            case "/Скидки/Скидка":
                goods.Discount += PartOutside();
                break;
            case "/Налоги/Налог":
                goods.Tax += PartOutside();
                anyLineTax = true;
                break;
            case "/ЗначенияРеквизитов/ЗначениеРеквизита":
                goods.IsService |= pair.Name is "ТипНоменклатуры" or "ВидНоменклатуры" &&
                    pair.Value.StartsWith("Услуга", StringComparison.OrdinalIgnoreCase);
                break;
            default:
                EndOfPart(path, value);
                break;
        }
    }

    private void EndOfBuyer(string path, string value)
    {
        switch (path)
        {
            case "":
                var isBuyer = party.Role.Equals("Покупатель", StringComparison.OrdinalIgnoreCase);
                buyer = isBuyer || (buyer.Role.Length == 0 && party.Role.Length == 0) ? party : buyer;
                break;
            case "/Ид":
                party.Id = value;
                break;
            case "/Наименование":
                party.Name = value;
                break;
            case "/ПолноеНаименование":
                party.FullName = value;
                break;
            case "/Роль":
                party.Role = value;
                break;
            case "/Контакты/Контакт/Тип" or "/Контакты/Контакт/КонтактВид":
                pair.Name = value;
                break;
            case "/Контакты/Контакт/Значение":
                pair.Value = value;
                break;
            case "/Контакты/Контакт":
                party.Email = CommerceMlWords.IsEmail(pair.Name) && party.Email.Length == 0 ? pair.Value : party.Email;
                party.Phone = CommerceMlWords.IsPhone(pair.Name) && party.Phone.Length == 0 ? pair.Value : party.Phone;
                break;
        }
    }

    private void EndOfDocument(string path, string value)
    {
        switch (path)
        {
            case "/Скидки/Скидка":
                discount += PartOutside();
                break;
            case "/Налоги/Налог":
                tax += PartOutside();
                break;
            case "/ЗначенияРеквизитов/ЗначениеРеквизита":
                requisites.TryAdd(pair.Name, pair.Value);
                break;
            case "/Ид" or "/Номер" or "/Дата" or "/Время" or "/Валюта" or "/ХозОперация" or "/Основание" or "/ПометкаУдаления":
                fields.TryAdd(path, value);
                break;
            default:
                EndOfPart(path, value);
                break;
        }
    }

    // The inside of a discount, a tax or a requisite, of the document or of a line.
    private void EndOfPart(string path, string value)
    {
        switch (path)
        {
            case "/Скидки/Скидка/Сумма" or "/Налоги/Налог/Сумма":
                part.Sum = value;
                break;
            case "/Скидки/Скидка/УчтеноВСумме" or "/Налоги/Налог/УчтеноВСумме":
                part.IsIncluded = !CommerceMlWords.IsFalse(value);
                break;
            case "/ЗначенияРеквизитов/ЗначениеРеквизита/Наименование":
                pair.Name = value;
                break;
            case "/ЗначенияРеквизитов/ЗначениеРеквизита/Значение":
                pair.Value = value;
                break;
        }
    }

    private long PartOutside()
    {
        if (part.IsIncluded)
        {
            return 0;
        }

        problem ??= Money("Сумма", part.Sum, out _);
        return ShapeRows.ReadMoney(part.Sum, out var micro) is null ? Math.Abs(micro) : 0;
    }

    private string Customer()
    {
        if (buyer.Id.Length > 0)
        {
            return buyer.Id;
        }

        if (buyer.Email.Length > 0)
        {
            return buyer.Email.ToLowerInvariant();
        }

        Span<char> digits = stackalloc char[TableRows.PhoneDigitsMax];
        var phone = TableRows.Phone(buyer.Phone, digits);
        return phone.Length > 0 ? phone.ToString() : buyer.FullName.Length > 0 ? buyer.FullName : buyer.Name;
    }

    private string Field(string path) => fields.GetValueOrDefault(path, "");

    private FileProblem? Money(string column, string value, out long micro) => ShapeRows.ReadMoney(value, out micro) is { } code
        ? new FileProblem(code, text.Name, line, column, RowParser.Shown(value))
        : null;

    private FileProblem? Number(string column, string value, ref ExactDecimal number) => value.Length == 0 ? null
        : AmountText.Read(value, '.', out number) switch
        {
            AmountReading.NotANumber => new FileProblem("amount.not_a_number", text.Name, line, column, RowParser.Shown(value)),
            AmountReading.TooLarge => new FileProblem("amount.too_large", text.Name, line, column, RowParser.Shown(value)),
            _ => null,
        };
}
