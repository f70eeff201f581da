package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// growthPlot draws what one more of each kind costs: two panels over the same logarithmic axis.
func growthPlot(all map[string][]grown) []byte {
	const width, height, left, top, gap = 460, 260, 64, 56, 84
	kinds := []string{kindRooms, kindSeats, kindGrants}
	colours := map[string]string{kindRooms: "#0b5c5e", kindSeats: "#b4530a", kindGrants: "#5b3f9e"}
	marks := map[string]string{kindRooms: "", kindSeats: "6 4", kindGrants: "2 3"} // colour is not the only sign
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" font-size="13" fill="#14272b">`+"\n", 2*width+2*left+gap-40, height+top+70)
	b.WriteString(`<rect width="100%" height="100%" fill="#fff"/>` + "\n")
	panel := func(x0 int, title string, value func(grown) float64, unit string) {
		most := 0.0
		for _, series := range all {
			for _, g := range series[1:] {
				most = max(most, value(g))
			}
		}
		step := math.Pow(10, math.Floor(math.Log10(most)))
		for most/step < 4 {
			step /= 2
		}
		roof := math.Ceil(most/step) * step
		sizes := growthSizes()
		x := func(size int) float64 {
			return float64(x0) + width*math.Log(float64(size)/float64(sizes[0]))/math.Log(float64(sizes[len(sizes)-1])/float64(sizes[0]))
		}
		y := func(v float64) float64 { return top + height - height*max(0, min(v, roof))/roof }
		fmt.Fprintf(&b, `<text x="%d" y="%d" font-weight="700">%s</text>`+"\n", x0, top-18, title)
		for v := 0.0; v <= roof*1.001; v += step {
			fmt.Fprintf(&b, `<path d="M%d %.1fh%d" stroke="#d5dcd9"/><text x="%d" y="%.1f" text-anchor="end">%g%s</text>`+"\n", x0, y(v), width, x0-8, y(v)+4, math.Round(v*100)/100, unit)
		}
		for _, size := range sizes {
			fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="middle">%d</text>`+"\n", x(size), top+height+20, size)
		}
		for _, kind := range kinds {
			var points []string
			for _, g := range all[kind] {
				points = append(points, fmt.Sprintf("%.1f,%.1f", x(g.size), y(value(g))))
			}
			fmt.Fprintf(&b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2.5" stroke-dasharray="%s"/>`+"\n", strings.Join(points, " "), colours[kind], marks[kind])
		}
	}
	panel(left, "Heap that one more takes", func(g grown) float64 { return g.memory / 1024 }, " KB")
	panel(left+width+gap, "Processor time that one more takes", func(g grown) float64 { return g.cpu }, " µs")
	x := left
	for _, kind := range slices.Clone(kinds) {
		fmt.Fprintf(&b, `<path d="M%d %dh34" stroke="%s" stroke-width="2.5" stroke-dasharray="%s"/><text x="%d" y="%d">%s</text>`+"\n", x, top+height+46, colours[kind], marks[kind], x+42, top+height+50, kind)
		x += 150
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">how many there are</text>`+"\n</svg>\n", 2*width+left+gap, top+height+50)
	return []byte(b.String())
}
