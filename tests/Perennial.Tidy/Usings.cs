global using System.Reflection;
global using System.Text.RegularExpressions;
global using System.Xml.Linq;
global using Perennial.Tidy.House;
global using Shouldly;
global using Xunit;
global using static System.StringComparison;
